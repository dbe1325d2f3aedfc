"""tests/golden/smoothing.json: scipy.ndimage.gaussian_filter on small grids. `python3 tests/golden/make-smoothing.py` (numpy, scipy)."""
import json
import pathlib
import numpy as np
import scipy
from scipy.ndimage import gaussian_filter

rng = np.random.default_rng(5)
cases = []
for rows, columns, sigma in [(15, 15, 1.5), (14, 14, 1.4), (10, 12, 1.0), (3, 5, 1.5)]:
    values = rng.uniform(-1, 1, (rows, columns)).round(4)
    expected = gaussian_filter(values, sigma=(sigma, sigma), order=0)
    cases.append(dict(rows=rows, columns=columns, sigma=sigma, values=values.ravel().tolist(), expected=expected.ravel().round(7).tolist()))
out = pathlib.Path(__file__).with_name('smoothing.json')
out.write_text(json.dumps(dict(scipy=scipy.__version__, cases=cases)) + '\n')
