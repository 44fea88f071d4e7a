"""Every code block of README.md and CONTRIBUTING.md is run: console blocks command by command, their output compared but for its numbers;
C++ blocks are compiled, linked and, where they have a main, run after the console blocks in the same folder."""
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = pathlib.Path(os.environ["DISCERN_BUILD"])
SKIPPED = ("./scripts/", "cmake ", "ctest ")  # these run the tests, or are run by them


def blocks(document, language):
    return re.findall(rf"^```{language}\n(.*?)^```$", (ROOT / document).read_text(), re.S | re.M)


def skeleton(text):
    """What must not change: words and layout, not figures."""
    text = re.sub(r"[-+]?\d[\d,.]*(e[-+]?\d+)?", "#", text)
    return [re.sub(r"\s+", " ", line).strip() for line in text.strip().splitlines()]


class Readme(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="discern-readme-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        for name in ("payments-normal.csv", "payments-incoming.csv"):
            shutil.copy(ROOT / "datasets" / name, cls.folder)
        cls.env = {**os.environ, "PATH": f"{BUILD}:{os.environ['PATH']}"}

    def run_console(self, block):
        for command, expected in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.M):
            if command.startswith(SKIPPED):
                continue
            done = subprocess.run(command, shell=True, cwd=self.folder, env=self.env, text=True,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=600)
            self.assertEqual(done.returncode, 0, f"{command}\n{done.stdout}")
            shown = [line for line in skeleton(expected) if line != "..."]
            got = skeleton(done.stdout)
            for line in shown:
                self.assertIn(line, got, f"{command} no longer prints this line")

    def test_1_console_blocks_run_and_print_what_is_shown(self):
        found = blocks("README.md", "console")
        self.assertTrue(found)
        for block in found:
            self.run_console(block)

    def test_2_cpp_blocks_compile_and_run(self):
        found = blocks("README.md", "cpp")
        self.assertTrue(found)
        for number, block in enumerate(found):
            source = self.folder / f"block{number}.cc"
            source.write_text(block)
            program = self.compile(source)
            done = subprocess.run([program], cwd=self.folder, env=self.env, capture_output=True, text=True, timeout=600)
            self.assertEqual(done.returncode, 0, done.stderr)

    def compile(self, source):
        """By a project of its own that takes discern as a user would: from an installed package."""
        prefix, project = self.folder / "prefix", self.folder / source.stem
        if not prefix.exists():
            subprocess.run(["cmake", "--install", BUILD, "--prefix", prefix], check=True, stdout=subprocess.DEVNULL)
        project.mkdir()
        (project / "CMakeLists.txt").write_text(
            "cmake_minimum_required(VERSION 3.24)\nproject(block LANGUAGES CXX)\nfind_package(discern REQUIRED)\n"
            f"add_executable(block {source})\ntarget_link_libraries(block discern::discern)\n")
        subprocess.run(["cmake", "-S", project, "-B", project / "build", f"-DCMAKE_PREFIX_PATH={prefix}"], check=True,
                       stdout=subprocess.DEVNULL)
        subprocess.run(["cmake", "--build", project / "build"], check=True, stdout=subprocess.DEVNULL)
        return project / "build" / "block"


if __name__ == "__main__":
    unittest.main(verbosity=2)
