"""Moodle's enrol/flatfile in Python, as far as enrolments go: a port of its rules to test with.

Of process_file, process_buffer and process_records (Moodle 4); role assignments and mail are left
out. Each rule is quoted where it is ported.
"""

from dataclasses import dataclass, field

PHP_SPACE = " \t\n\r\0\x0b"


@dataclass
class Site:
    """A Moodle site: known id numbers, enrolments, and the buffer of those that start later."""

    users: set[str]
    courses: set[str]
    keeps_on_del: bool = False
    now: int = 0
    enrolled: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    buffer: list[tuple[str, str, str, int, int]] = field(default_factory=list)
    enrolments_made: int = 0
    ignored: list[str] = field(default_factory=list)

    def cron(self, content: bytes = b"") -> None:
        """One run of sync(): the file, then what has fallen due in the buffer."""
        # str_replace("\\r", '', $content); explode("\\n", $content)
        for line in content.decode("utf-8").replace("\r", "").split("\n"):
            # "Empty lines are ignored."
            if line.strip(PHP_SPACE) != "":
                self._line(line)
        # "timestart < ?", time(): read at once, then processed and deleted one by one
        due = [entry for entry in self.buffer if entry[3] < self.now]
        for entry in due:
            self._record(*entry, buffer_if_future=False)
            if entry in self.buffer:
                self.buffer.remove(entry)

    def _line(self, line: str) -> None:
        # "Deal with different separators."
        fields = line.split(",") if "," in line else line.split(";")
        # "ie does not have 4 comma separated fields then ignore it": fewer than 4 or more than 6
        if len(fields) < 4 or len(fields) > 6:
            self.ignored.append(line)
            return
        fields = [part.strip(PHP_SPACE) for part in fields]
        operation, role = fields[0].lower(), fields[1].lower()
        user, course = fields[2], fields[3]
        start, end = (php_int(fields[n]) if len(fields) > n else 0 for n in (4, 5))
        # "Deal with quoted values - all or nothing": only where the operation is quoted
        if operation.startswith(("'", '"')):
            mark = operation[0]
            operation, role, user, course = (
                part.strip(mark) for part in (operation, role, user, course)
            )
        if (
            operation not in {"add", "del"}
            or role not in {"student", "teacher", "editingteacher"}
            # empty(): "" and "0" are empty to PHP
            or user in {"", "0"}
            or user not in self.users
            # get_record("course", array("idnumber"=>...)): never the short name
            or course not in self.courses
            # "Start time was later than end time"
            or (start > end and end != 0)
        ):
            self.ignored.append(line)
            return
        self._record(operation, user, course, start, end)

    def _record(
        self,
        operation: str,
        user: str,
        course: str,
        start: int,
        end: int,
        *,
        buffer_if_future: bool = True,
    ) -> None:
        # "Check if timestart is for future processing": add and del alike
        if start > self.now and buffer_if_future:
            self.buffer.append((operation, user, course, start, end))
            return
        # "Clear the buffer just in case there were some future enrolments."
        self.buffer = [entry for entry in self.buffer if entry[1:3] != (user, course)]
        if operation == "add":
            # a user_enrolments record is updated, else made
            self.enrolments_made += (user, course) not in self.enrolled
            self.enrolled[user, course] = (start, end)
        # ENROL_EXT_REMOVED_KEEP: "del action is ignored" (after the buffer is cleared)
        elif not self.keeps_on_del:
            self.enrolled.pop((user, course), None)


def php_int(text: str) -> int:
    """(int) of a text: its leading digits, else 0."""
    digits = text[1:] if text[:1] in {"-", "+"} else text
    number = 0
    for mark in digits:
        if not mark.isdigit():
            break
        number = number * 10 + int(mark)
    return -number if text[:1] == "-" else number
