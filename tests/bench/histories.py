"""Histories of any length, by `git fast-import`."""

import subprocess


class Import:
    """A stream for `git fast-import`."""

    def __init__(self, folder):
        folder.mkdir()
        subprocess.run(["git", "init", "-q", "-b", "main", folder], check=True)
        command = ["git", "fast-import", "--quiet", "--done"]
        self.process = subprocess.Popen(command, cwd=folder, stdin=subprocess.PIPE)
        self.folder = folder
        self.clock = 1_400_000_000

    def write(self, text):
        self.process.stdin.write(text.encode())

    def commit(self, mark, message, files, merged=None):
        self.clock += 60
        self.write(f"commit refs/heads/main\nmark :{mark}\ncommitter A <a@example.com> {self.clock} +0000\n")
        self.write(f"data {len(message)}\n{message}")
        if mark > 1:
            self.write(f"from :{mark - 1}\n")
        if merged:
            self.write(f"merge :{merged}\n")
        for path, text in files:
            self.write(f"M 100644 inline {path}\ndata {len(text)}\n{text}\n")

    def tag(self, name, mark):
        self.write(f"tag {name}\nfrom :{mark}\ntagger A <a@example.com> {self.clock} +0000\ndata 2\nx\n")

    def done(self):
        self.write("done\n")
        self.process.stdin.close()
        assert self.process.wait() == 0
        return self.folder
