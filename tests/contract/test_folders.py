"""The port Store, the plan's folder, and what is the folder's own among the inboxes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from paminn.channels.folder import FolderInbox
from paminn.channels.plan_folder import FolderPlan
from paminn.errors import StorageError
from paminn.plan.load import FILES
from paminn.ports.plan_folder import PlanFolder
from paminn.ports.store import Store
from paminn.site.store import FolderStore
from tests.support.fakes import FakePlan, FakeStore
from tests.support.houses import plan_files, tree, write_plan


class TestFolderInbox:
    def test_two_mails_of_the_same_name_are_both_kept(self, tmp_path):
        inbox = FolderInbox(tmp_path)
        for raw in (b"ett", b"tv\xc3\xa5"):
            (tmp_path / "new" / "samma.eml").write_bytes(raw)
            for incoming in inbox.unread():
                inbox.file(incoming, "klart")
        assert sorted(tree(tmp_path).values()) == [b"ett", b"tv\xc3\xa5"]

    def test_a_mail_that_another_program_took_is_passed_by(self, tmp_path):
        inbox = FolderInbox(tmp_path)
        for name in ("a.eml", "b.eml"):
            (tmp_path / "new" / name).write_bytes(name.encode())
        reading = inbox.unread()
        next(reading)
        (tmp_path / "new" / "b.eml").unlink()
        assert list(reading) == []

    def test_a_place_that_is_a_file_is_one_swedish_sentence(self, tmp_path):
        (tmp_path / "fil").write_text("")
        with pytest.raises(StorageError, match="går inte att använda"):
            FolderInbox(tmp_path / "fil" / "in")


@dataclass
class Shop:
    store: Store
    read: Callable[[Path], dict[str, bytes]]


@pytest.fixture(params=["folder", "fake"])
def shop(request, tmp_path):
    if request.param == "folder":
        return Shop(FolderStore(), tree)
    fake = FakeStore()
    return Shop(fake, lambda folder: {Path(p).relative_to(folder).as_posix(): d for p, d in fake.files.items()})


class TestStore:
    def test_files_are_there_whole_and_replace_what_was(self, shop, tmp_path):
        out = tmp_path / "ut"
        shop.store.write(out, {"a.txt": b"ett", "b.txt": b"\x00"})
        shop.store.write(out, {"a.txt": b"tv\xc3\xa5"})
        assert shop.read(out) == {"a.txt": b"tv\xc3\xa5", "b.txt": b"\x00"}

    def test_a_folder_with_an_owner_is_nobody_elses(self, shop, tmp_path):
        out = tmp_path / "ut"
        shop.store.write(out, {"a.txt": b"ett"})
        shop.store.write(out, {"a.txt": b"ett"}, owner="min-plan")
        before = shop.read(out)
        with pytest.raises(StorageError, match="kalendern för en annan plan"):
            shop.store.write(out, {"a.txt": b"annat", "b.txt": b""}, owner="annan-plan")
        assert shop.read(out) == before
        shop.store.write(out, {"a.txt": b"nytt"}, owner="min-plan")
        assert shop.read(out)["a.txt"] == b"nytt"
        shop.store.write(tmp_path / "annan", {"a.txt": b"annat"}, owner="annan-plan")

    def test_the_same_bytes_again_change_nothing(self, shop, tmp_path):
        out = tmp_path / "ut"
        shop.store.write(out, {"a.txt": b"ett"})
        before = shop.read(out)
        shop.store.write(out, {"a.txt": b"ett"})
        assert shop.read(out) == before


class TestFolderStore:
    def test_an_unchanged_file_is_not_touched(self, tmp_path):
        store = FolderStore()
        store.write(tmp_path, {"a.txt": b"ett"})
        before = (tmp_path / "a.txt").stat()
        store.write(tmp_path, {"a.txt": b"ett"})
        after = (tmp_path / "a.txt").stat()
        assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)

    def test_a_folder_below_a_file_is_one_swedish_sentence(self, tmp_path):
        (tmp_path / "fil").write_text("")
        with pytest.raises(StorageError, match="går inte att skriva i"):
            FolderStore().write(tmp_path / "fil" / "ut", {"a.txt": b"ett"})


@pytest.fixture(params=["folder", "fake"])
def plan_folder(request, tmp_path) -> PlanFolder:
    files = {name: content for name, content in plan_files().items() if name != "rules.yaml"}
    return FolderPlan(write_plan(tmp_path / "plan", files), FILES) if request.param == "folder" else FakePlan(files)


class TestPlanFolder:
    def test_the_files_that_are_there_are_given_and_others_left_out(self, plan_folder):
        assert dict(plan_folder.files()) == {n: c for n, c in plan_files().items() if n != "rules.yaml"}
        assert plan_folder.name

    def test_where_one_is_missing_the_others_of_the_folder_are_named(self, tmp_path):
        folder = write_plan(tmp_path / "plan", plan_files())
        (folder / "under").mkdir()
        (folder / "rules.yaml").rename(folder / "rules.yaml.txt")
        given = FolderPlan(folder, FILES).files()
        assert set(given) == {"plan.yaml", "owners.yaml", "rules.yaml.txt"}
        assert given["rules.yaml.txt"] == b""
        (folder / "rules.yaml").write_bytes(b"")
        assert set(FolderPlan(folder, FILES).files()) == set(FILES)
