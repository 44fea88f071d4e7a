"""Compressed DICOM pixels have the values they were compressed from, by the encoders of DCMTK and OpenJPEG."""
import pathlib
import shutil
import subprocess
import tempfile
import unittest

from clinical_values_test import pictures

try:
    import numpy
    import pydicom
    from pydicom.encaps import encapsulate
    REASON = ""
except ImportError as error:
    REASON = f"{error}: install python3-pydicom and python3-numpy"

TOOLS = {"dcmcjpls": "dcmtk", "dcmcjpeg": "dcmtk", "dcmdjpeg": "dcmtk", "opj_compress": "libopenjp2-tools"}
for tool, package in TOOLS.items():
    if not shutil.which(tool):
        REASON = REASON or f"no {tool}: install {package}"

J2K_LOSSLESS, J2K = "1.2.840.10008.1.2.4.90", "1.2.840.10008.1.2.4.91"


def scene(height, width, most, low=0):
    """Slopes, edges, texture and flat parts, over the whole range."""
    y, x = numpy.mgrid[0:height, 0:width]
    waves = numpy.sin(x / 5.0) * numpy.cos(y / 9.0) + 0.2 * numpy.sin(x * y / 3.0)
    waves[height // 3: height // 2] = 0.5
    waves[:, : width // 5] = -2
    scaled = (waves - waves.min()) / (waves.max() - waves.min())
    return numpy.rint(low + scaled * (most - low)).astype("i4")


def dataset(values, bits, signed=False, photometric="MONOCHROME2"):
    """values [height, width] or [height, width, 3]"""
    meta = pydicom.dataset.FileMetaDataset()
    meta.TransferSyntaxUID = pydicom.uid.ExplicitVRLittleEndian
    meta.MediaStorageSOPClassUID = "1.2.840.10008.5.1.4.1.1.7"
    meta.MediaStorageSOPInstanceUID = pydicom.uid.generate_uid()
    out = pydicom.dataset.FileDataset(None, {}, file_meta=meta, preamble=b"\0" * 128)
    out.is_little_endian, out.is_implicit_VR = True, False
    out.SOPClassUID, out.SOPInstanceUID = meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID
    out.StudyInstanceUID = out.SeriesInstanceUID = pydicom.uid.generate_uid()
    out.Modality, out.PatientID, out.PatientName, out.InstanceNumber = "OT", "1", "One", 1
    out.Rows, out.Columns = values.shape[:2]
    out.SamplesPerPixel = 1 if values.ndim == 2 else 3
    out.PhotometricInterpretation = photometric
    if values.ndim == 3:
        out.PlanarConfiguration = 0
    out.BitsAllocated = 8 if bits <= 8 else 16
    out.BitsStored, out.HighBit, out.PixelRepresentation = bits, bits - 1, int(signed)
    raw = values.astype("u1" if bits <= 8 else "<u2").tobytes()
    if bits <= 8:
        out.add_new(0x7FE00010, "OB", raw + b"\0" * (len(raw) % 2))
    else:
        out.PixelData = raw
    return out


@unittest.skipIf(REASON, REASON)
class DicomCodings(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="discern-test-"))
        self.addCleanup(shutil.rmtree, self.folder)

    def run_tool(self, *arguments):
        done = subprocess.run([str(a) for a in arguments], capture_output=True, text=True, cwd=self.folder, timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr)

    def by_tool(self, values, bits, *tool, signed=False, photometric="MONOCHROME2"):
        dataset(values, bits, signed, photometric).save_as(self.folder / "plain.dcm", write_like_original=False)
        self.run_tool(*tool, "plain.dcm", "packed.dcm")
        return self.folder / "packed.dcm"

    def by_opj(self, values, bits, *options, signed=False, photometric="MONOCHROME2", syntax=J2K_LOSSLESS):
        planes = values[numpy.newaxis] if values.ndim == 2 else values.transpose(2, 0, 1)
        planes.astype(">i2" if bits > 8 else "i1" if signed else "u1").tofile(self.folder / "a.raw")
        form = f"{values.shape[1]},{values.shape[0]},{len(planes)},{bits},{'s' if signed else 'u'}"
        self.run_tool("opj_compress", "-i", "a.raw", "-o", "a.j2k", "-F", form, *options)
        out = dataset(values, bits, signed, photometric)
        out.file_meta.TransferSyntaxUID = syntax
        out.PixelData = encapsulate([(self.folder / "a.j2k").read_bytes()])
        out["PixelData"].is_undefined_length = True
        out["PixelData"].VR = "OB"
        out.save_as(self.folder / "packed.dcm", write_like_original=False)
        return self.folder / "packed.dcm"

    def test_jpeg_ls(self):
        for bits in (8, 12, 16):
            values = scene(61, 83, 2 ** bits - 1)
            with self.subTest(bits=bits):
                found, = pictures(self.by_tool(values, bits, "dcmcjpls"))
                numpy.testing.assert_array_equal(found[0], values)
                found, = pictures(self.by_tool(values, bits, "dcmcjpls", "+en", "+md", "3"))
                difference = numpy.abs(found[0] - values).max()
                self.assertTrue(0 < difference <= 3, difference)
        signed = scene(40, 30, 2000, -1500)
        found, = pictures(self.by_tool(signed, 16, "dcmcjpls", signed=True))
        numpy.testing.assert_array_equal(found[0], signed)
        colour = numpy.stack([scene(40, 31, 255), scene(31, 40, 255).T, 255 - scene(40, 31, 200)], axis=2)
        for order in ("+il", "+is", "+in"):
            with self.subTest(order=order):
                found, = pictures(self.by_tool(colour, 8, "dcmcjpls", order, photometric="RGB"))
                numpy.testing.assert_array_equal(found, colour.transpose(2, 0, 1))

    def test_jpeg_2000(self):
        ways = [(), ("-t", "32,32"), ("-p", "RPCL", "-c", "[64,64],[32,32]"), ("-b", "16,16", "-n", "3"), ("-r", "20,5,1")]
        for bits in (8, 12, 16):
            values = scene(61, 83, 2 ** bits - 1)
            for way in ways:
                with self.subTest(bits=bits, way=way):
                    found, = pictures(self.by_opj(values, bits, *way))
                    numpy.testing.assert_array_equal(found[0], values)
            found, = pictures(self.by_opj(values, bits, "-I", "-r", "6", syntax=J2K))
            error = numpy.sqrt(numpy.mean((found[0] - values) ** 2.0)) / 2 ** bits
            self.assertTrue(0 < error < 0.05, error)
        signed = scene(40, 30, 2000, -1500)
        found, = pictures(self.by_opj(signed, 16, "-n", "3", signed=True))
        numpy.testing.assert_array_equal(found[0], signed)
        colour = numpy.stack([scene(40, 31, 255), scene(31, 40, 255).T, 255 - scene(40, 31, 200)], axis=2)
        for way, photometric in ((("-mct", "0"), "RGB"), (("-mct", "1"), "YBR_RCT")):
            with self.subTest(way=way):
                found, = pictures(self.by_opj(colour, 8, "-n", "3", *way, photometric=photometric))
                numpy.testing.assert_array_equal(found, colour.transpose(2, 0, 1))

    def test_extended_jpeg(self):
        for height, width in ((64, 80), (61, 83)):
            values = scene(height, width, 4095)
            packed = self.by_tool(values, 12, "dcmcjpeg", "+ee")
            self.run_tool("dcmdjpeg", "packed.dcm", "expected.dcm")
            expected = pydicom.dcmread(self.folder / "expected.dcm").pixel_array.astype(float)
            found, = pictures(packed)
            self.assertEqual(str(pydicom.dcmread(packed).file_meta.TransferSyntaxUID), "1.2.840.10008.1.2.4.51")
            self.assertLessEqual(numpy.abs(found[0] - expected).max(), 1)
            self.assertLess(numpy.mean(numpy.abs(found[0] - expected) > 0), 0.1)
        # Of 8 bits the same process is libjpeg's.
        values = scene(61, 83, 255)
        packed = self.by_tool(values, 8, "dcmcjpeg", "+ee")
        self.run_tool("dcmdjpeg", "packed.dcm", "expected.dcm")
        found, = pictures(packed)
        numpy.testing.assert_array_equal(found[0], pydicom.dcmread(self.folder / "expected.dcm").pixel_array)


if __name__ == "__main__":
    unittest.main()
