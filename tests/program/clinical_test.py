"""No patient data of DICOM files gets out; groups and methods for pictures."""
import struct
import unittest

import harness

PLANTED = ["Doe^Planted", "PID-4711-PLANTED", "1.2.826.0.1.471100815", "19610203", "Hospital Planted"]


def element(group, number, vr, value):
    value = value.encode() if isinstance(value, str) else value
    value += b"\0" * (len(value) % 2)
    head = struct.pack("<HH", group, number) + vr.encode()
    if vr in ("OB", "OW"):
        return head + struct.pack("<HI", 0, len(value)) + value
    return head + struct.pack("<H", len(value)) + value


def dicom(patient, series, instance, pixels, side):
    meta = element(2, 0x10, "UI", "1.2.840.10008.1.2.1")
    whole = lambda value: struct.pack("<H", value)
    data = (element(8, 0x20, "DA", PLANTED[3]) + element(8, 0x80, "LO", PLANTED[4])
            + element(0x10, 0x10, "PN", PLANTED[0]) + element(0x10, 0x20, "LO", patient)
            + element(0x10, 0x30, "DA", PLANTED[3]) + element(0x20, 0x0D, "UI", PLANTED[2])
            + element(0x20, 0x0E, "UI", series) + element(0x20, 0x13, "IS", str(instance))
            + element(0x28, 2, "US", whole(1)) + element(0x28, 4, "CS", "MONOCHROME2")
            + element(0x28, 0x10, "US", whole(side)) + element(0x28, 0x11, "US", whole(side))
            + element(0x28, 0x100, "US", whole(16)) + element(0x28, 0x101, "US", whole(12))
            + element(0x28, 0x102, "US", whole(11)) + element(0x28, 0x103, "US", whole(0))
            + element(0x7FE0, 0x10, "OW", struct.pack(f"<{side * side}H", *pixels)))
    return b"\0" * 128 + b"DICM" + element(2, 0, "UL", struct.pack("<I", len(meta))) + meta + data


class Clinical(harness.ProgramTest):
    def make_series(self, folder, patients, bright=0):
        for p in range(patients):
            for i in range(4):
                pixels = [(37 * p + 11 * i + 5 * k + k * k) % 900 + bright for k in range(64)]
                self.write(f"{folder}/{p:02}-{i}.dcm", dicom(f"{PLANTED[1]}-{p}", f"{PLANTED[2]}.{p}", i + 1, pixels, 8))

    def test_no_patient_data_gets_out(self):
        for folder in ("normal", "new"):
            (self.folder / folder).mkdir()
        self.make_series("normal", 8)
        self.make_series("new", 3, bright=2000)
        self.train("normal", "m", "--method", "knn", "--group", "patient", "--key", "patient")
        self.works("score", "m", "new", "-o", "scores.csv", "--key", "patient", "--label", "series")
        self.works("score", "m", "new", "-o", "plain.csv", "--group", "patient", "--per-group", "patients.csv")
        self.works("report", "m", "plain.csv", "-o", "report.html", "--records", "new")
        self.works("score", "m", "new", "-o", "mapped.csv", "--maps", "maps", "--explain", "all", "--json")
        self.works("explain", "m", "new", "--json")
        self.works("report", "m", "new", "-o", "gallery.html", "--view", "scan", "--json")
        self.assertIn("patient 3", (self.folder / "gallery.html").read_text())
        maps = [f"maps/{path.name}" for path in (self.folder / "maps").iterdir()]
        self.assertGreater(len(maps), 2)
        for name in ("m", "scores.csv", "plain.csv", "patients.csv", "report.html", "mapped.csv", "gallery.html",
                     "gallery.json", *maps):
            raw = (self.folder / name).read_bytes()
            for planted in PLANTED:
                self.assertNotIn(planted.encode(), raw, name)
                self.assertNotIn(planted, name)
        scores = (self.folder / "scores.csv").read_text()
        self.assertIn("patient 3", scores)
        self.assertIn("series 1", scores)
        patients = harness.rows((self.folder / "patients.csv").read_text())
        self.assertEqual([(row["group"], row["records"]) for row in patients],
                         [("patient 1", "4"), ("patient 2", "4"), ("patient 3", "4")])
        kept = self.works("score", "m", "new", "--key", "patient", "--keep-dicom-tags")
        self.assertIn(PLANTED[1], kept)
        self.fails(2, "patent.*patient", "train", "normal", "-o", "n", "--method", "knn", "--group", "patent")

    def test_a_method_for_tables_is_named(self):
        (self.folder / "normal").mkdir()
        self.make_series("normal", 4)
        self.fails(2, "pictures.*knn", "train", "normal", "-o", "n", "--method", "lof")


if __name__ == "__main__":
    unittest.main()
