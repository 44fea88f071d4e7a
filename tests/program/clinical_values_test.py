"""The pixels that discern reads from clinical samples are those of pydicom and nibabel."""
import os
import pathlib
import subprocess
import unittest

CLINICAL = pathlib.Path(__file__).resolve().parents[3] / "shared/data/clinical"
CLINICAL = pathlib.Path(os.environ.get("DISCERN_CLINICAL", CLINICAL))
PRINT = os.environ["DISCERN_PRINT_PICTURES"]

try:
    import nibabel
    import numpy
    import pydicom
except ImportError as error:
    nibabel = None
    REASON = f"{error}: install python3-pydicom and python3-nibabel"
if not CLINICAL.is_dir():
    nibabel = None
    REASON = f"{CLINICAL} is not there"


def pictures(path):
    done = subprocess.run([PRINT, str(path)], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    out = []
    for line in done.stdout.splitlines():
        cells = line.split("\t")
        height, width = int(cells[1]), int(cells[2])
        out.append(numpy.array([float(cell) for cell in cells[4:]]).reshape(-1, height, width))
    return out


@unittest.skipIf(nibabel is None, REASON if nibabel is None else "")
class ClinicalValues(unittest.TestCase):
    def test_dicom(self):
        files = sorted(CLINICAL.glob("dicom/*.dcm"))
        self.assertTrue(files)
        for path in files:
            with self.subTest(path.name):
                data = pydicom.dcmread(path)
                slope, intercept = float(data.get("RescaleSlope", 1)), float(data.get("RescaleIntercept", 0))
                expected = data.pixel_array.astype(float) * slope + intercept
                found = pictures(path)
                self.assertEqual(len(found), 1)
                numpy.testing.assert_array_equal(found[0][0], expected)

    def test_nifti(self):
        files = sorted(CLINICAL.glob("nifti/*.nii*"))
        self.assertTrue(files)
        for path in files:
            with self.subTest(path.name):
                image = nibabel.as_closest_canonical(nibabel.load(path))
                data = numpy.nan_to_num(numpy.asarray(image.dataobj, dtype=float))
                volumes = data.reshape(data.shape[:3] + (-1,), order="F")
                expected = [volumes[::-1, ::-1, z, t].T for t in range(volumes.shape[3]) for z in range(volumes.shape[2])]
                found = pictures(path)
                self.assertEqual(len(found), len(expected))
                for a, b in zip(found, expected):
                    numpy.testing.assert_allclose(a[0], b, rtol=1e-6, atol=1e-4)


if __name__ == "__main__":
    unittest.main()
