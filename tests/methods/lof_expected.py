"""Prints what lof_test.cc expects of scikit-learn's local outlier factor: lof_expected.py (scikit-learn 1.2.1)."""
import numpy as np
from sklearn.neighbors import LocalOutlierFactor


def table(n, width, state):
    """Numbers of a linear congruential generator, exact in single precision."""
    values = []
    for _ in range(n * width):
        state = (state * 1103515245 + 12345) % 2**31
        values.append((state >> 8) / 2**20)
    return np.array(values).reshape(n, width)


normal, x = table(60, 3, 1), table(8, 3, 2)
normal[40:47] = normal[3]  # more repeats than 5 neighbours, fewer than 20
for k in (5, 20, 100):
    k = min(k, len(normal) - 1)
    lof = LocalOutlierFactor(n_neighbors=k, novelty=True).fit(normal)
    print(k, ", ".join(f"{v:.9g}" for v in -lof.score_samples(np.vstack([x, normal[10:12]]))))
