# SPDX-License-Identifier: Apache-2.0
"""age opens what is sealed here, what age seals is opened here, and tar unpacks the archive."""

import os
import pty
import subprocess
import tarfile
import unittest

from samples import FOLDER, KEY_FILE, PASSPHRASE, PROGRAM, RECIPIENT, SECRET

EDF = (FOLDER / "identified.edf").read_bytes()


def age_with_passphrase(arguments, passphrase):
    """age reads passphrases from a terminal only."""
    child, terminal = pty.fork()
    if child == 0:
        os.execvp("age", ["age", *map(str, arguments)])
    answered = 0
    seen = b""
    while True:
        try:
            more = os.read(terminal, 1024)
        except OSError:
            break
        if not more:
            break
        seen += more
        if seen.count(b"passphrase") > answered and seen.rstrip().endswith((b":", b"age:")) or b"): " in seen[-3:]:
            answered = seen.count(b"passphrase")
            os.write(terminal, passphrase.encode() + b"\n")
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), seen


class AgeTest(unittest.TestCase):
    def test_age_opens_with_a_key(self):
        opened = subprocess.run(
            ["age", "--decrypt", "-i", KEY_FILE, FOLDER / "sealed.key.age"], check=True, capture_output=True)
        self.assertEqual(opened.stdout, EDF)

    def test_age_opens_with_a_passphrase(self):
        to = FOLDER / "opened.edf"
        status, seen = age_with_passphrase(["--decrypt", "-o", to, FOLDER / "sealed.passphrase.age"], PASSPHRASE)
        self.assertEqual(status, 0, seen)
        self.assertEqual(to.read_bytes(), EDF)

    def test_what_age_seals_to_a_key_is_opened(self):
        for size in (0, 1, 65_535, 65_536, 65_537, 300_000):
            plain, sealed, opened = (FOLDER / f"{size}.{end}" for end in ("plain", "age", "opened"))
            plain.write_bytes(os.urandom(size))
            subprocess.run(["age", "-r", RECIPIENT, "-o", sealed, plain], check=True)
            subprocess.run([PROGRAM, "open", "key", SECRET, sealed, opened], check=True)
            self.assertEqual(opened.read_bytes(), plain.read_bytes())

    def test_what_age_seals_by_a_passphrase_is_opened(self):
        sealed, opened = FOLDER / "by-age.age", FOLDER / "by-age.opened"
        status, seen = age_with_passphrase(["-p", "-o", sealed, FOLDER / "identified.edf"], PASSPHRASE)
        self.assertEqual(status, 0, seen)
        subprocess.run([PROGRAM, "open", "passphrase", PASSPHRASE, sealed, opened], check=True)
        self.assertEqual(opened.read_bytes(), EDF)

    def test_a_damaged_file_is_refused(self):
        damaged = bytearray((FOLDER / "sealed.key.age").read_bytes())
        damaged[-20_000] ^= 1
        (FOLDER / "damaged.age").write_bytes(damaged)
        result = subprocess.run(
            [PROGRAM, "open", "key", SECRET, FOLDER / "damaged.age", FOLDER / "x"], capture_output=True, text=True)
        self.assertEqual(result.returncode, 65)
        self.assertIn("damaged", result.stdout)


class ArchiveTest(unittest.TestCase):
    def test_tar_unpacks_every_file_as_it_was(self):
        folder = FOLDER / "unpacked"
        folder.mkdir()
        result = subprocess.run(
            ["tar", "--extract", "--file", FOLDER / "identified.tar", "--directory", folder], check=True,
            capture_output=True, text=True)
        self.assertEqual(result.stderr, "")
        session = folder / "5f0c2a8e-0d5b-4d43-9b0e-3a6c9d1f7b21"
        for name, same in [
            ("session.edf", "identified.edf"), ("samples.csv", "identified.csv"),
            ("contractions.csv", "identified.contractions.csv"), ("session.fhir.json", "identified.fhir.json"),
            ("report.html", "identified.report.html"), ("review.json", "review.json"),
        ]:
            self.assertEqual((session / name).read_bytes(), (FOLDER / same).read_bytes(), name)
            self.assertEqual((session / name).stat().st_mode & 0o777, 0o600)
        self.assertEqual((folder / "notes.txt").read_text(), "a note")

    def test_python_lists_the_same(self):
        with tarfile.open(FOLDER / "anonymous.tar") as archive:
            members = archive.getmembers()
        self.assertEqual(len(members), 8)
        self.assertTrue(all(m.isfile() and m.mtime == 0 and "5f0c2a8e" not in m.name for m in members))
