"""Turns a safetensors file of 32-bit floats into a torch .bin with the same keys (torch alone, one tensor in memory at a time but torch.save's).

python3 bench/write-torch.py SOURCE.safetensors TARGET.bin
"""

import json
import struct
import sys

import torch

source, target = sys.argv[1:]
state = {}
with open(source, "rb") as file:
    (length,) = struct.unpack("<Q", file.read(8))
    header = json.loads(file.read(length))
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        file.seek(8 + length + begin)
        values = torch.frombuffer(bytearray(file.read(end - begin)), dtype=torch.float32)
        state[name] = values.reshape(entry["shape"]).clone()
torch.save(state, target)
