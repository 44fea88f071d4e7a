"""The pixels that discern reads are those of other readers: pydicom, nibabel and, of TIFF, Pillow and tifffile."""
import os
import pathlib
import random
import subprocess
import tempfile
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


try:
    import PIL.Image
    import numpy
except ImportError:
    PIL = None
try:
    import tifffile
except ImportError:
    tifffile = None


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

    def test_lossless_jpeg(self):
        from pydicom.data import get_testdata_file
        # The same picture by GDCM's lossless JPEG and by run lengths, which pydicom reads itself.
        found, = pictures(get_testdata_file("SC_rgb_jpeg_gdcm.dcm"))
        expected = pydicom.dcmread(get_testdata_file("SC_rgb_rle.dcm")).pixel_array
        numpy.testing.assert_array_equal(found, expected.transpose(2, 0, 1))

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


@unittest.skipIf(PIL is None, "no PIL: install python3-pil and python3-numpy")
class TiffValues(unittest.TestCase):
    def test_pillow(self):
        generator = random.Random(1)
        noise = numpy.array([[generator.randrange(65536) for _ in range(130)] for _ in range(170)])
        smooth = numpy.add.outer(numpy.arange(170) * 7, numpy.arange(130) // 3 * 11)
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "a.tif")
            for values in (noise, smooth):
                grey, wide, real = (values % 256).astype("u1"), (values % 65536).astype("<u2"), values.astype("<f4") / 7
                colour = numpy.stack([grey, grey[::-1], 255 - grey], axis=2)
                for kind, array in (("grey", grey), ("wide", wide), ("real", real), ("colour", colour)):
                    for packing in ("raw", "tiff_lzw", "tiff_adobe_deflate", "packbits"):
                        with self.subTest(kind=kind, packing=packing):
                            PIL.Image.fromarray(array).save(path, compression=packing)
                            found, = pictures(path)
                            expected = array[numpy.newaxis] if array.ndim == 2 else array.transpose(2, 0, 1)
                            numpy.testing.assert_allclose(found, expected, rtol=1e-6)
            PIL.Image.fromarray(colour).quantize(40).save(path)
            expected = numpy.asarray(PIL.Image.open(path).convert("RGB")).transpose(2, 0, 1)
            numpy.testing.assert_array_equal(pictures(path)[0], expected)
            first = PIL.Image.fromarray(grey)
            first.save(path, save_all=True, append_images=[PIL.Image.fromarray(255 - grey)])
            found = pictures(path)
            self.assertEqual(len(found), 2)
            numpy.testing.assert_array_equal(found[1][0], 255 - grey)

    @unittest.skipIf(tifffile is None, "no tifffile: install python3-tifffile")
    def test_bigtiff(self):
        grey = numpy.add.outer(numpy.arange(170) * 7, numpy.arange(130) // 3 * 11) % 65536
        colour = numpy.stack([grey % 256, grey[::-1] % 251, 255 - grey % 256], axis=2).astype("u1")
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "a.tif")
            for order in "<>":
                for layout in ({}, {"rowsperstrip": 16}, {"tile": (32, 48)}, {"compression": "zlib", "rowsperstrip": 50}):
                    for array, kind in ((grey.astype("u2"), "minisblack"), (grey.astype("f4") / 7, "minisblack"), (colour, "rgb")):
                        with self.subTest(order=order, layout=layout, type=array.dtype):
                            tifffile.imwrite(path, array, bigtiff=True, byteorder=order, photometric=kind, **layout)
                            found, = pictures(path)
                            expected = array[numpy.newaxis] if array.ndim == 2 else array.transpose(2, 0, 1)
                            numpy.testing.assert_allclose(found, expected, rtol=1e-6)
            tifffile.imwrite(path, numpy.stack([grey, grey + 1, grey + 2]).astype("u2"), bigtiff=True, photometric="minisblack")
            self.assertEqual([page[0, 0, 0] for page in pictures(path)], [grey[0, 0] + i for i in range(3)])


if __name__ == "__main__":
    unittest.main()
