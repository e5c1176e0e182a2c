"""Changes that several threads make at once: each is durable before it is answered, with one wait for the disk."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Event
from time import sleep

import pytest
from sqlalchemy import event, text

from paminn.errors import StorageError
from paminn.ledger.database import Database
from paminn.ledger.together import Together


@pytest.fixture
def database(tmp_path):
    with closing(Database("", tmp_path)) as made:
        with made.begin() as connection:
            connection.execute(text("create table tal (x integer primary key)"))
        yield made


def numbers(database):
    with database.begin() as connection:
        return sorted(connection.scalars(text("select x from tal")))


def add(number):
    def change(connection):
        taken = connection.execute(text("insert or ignore into tal values (:x)"), {"x": number})
        return bool(taken.rowcount)

    return change


def test_each_thread_gets_the_answer_to_its_own_change(database):
    together = Together(database)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda n: together.carry_out(add(n % 100)), range(200)))
    assert sum(answers) == 100
    assert numbers(database) == list(range(100))


def test_what_comes_while_the_disk_is_written_is_written_in_one_go(database):
    together, commits, begun = Together(database), [], Event()
    event.listen(database.engine, "commit", commits.append)

    def slow(connection):
        begun.set()
        while len(together._waiting) < 3:
            sleep(0.001)
        return add(0)(connection)

    with ThreadPoolExecutor(4) as pool:
        first = pool.submit(together.carry_out, slow)
        assert begun.wait(10)
        assert list(pool.map(lambda n: together.carry_out(add(n)), [1, 2, 3])) == [True] * 3
        assert first.result()
    assert len(commits) == 2
    assert numbers(database) == [0, 1, 2, 3]


def test_an_answer_means_that_it_is_kept(database):
    together = Together(database)
    for number in range(5):
        assert together.carry_out(add(number))
        assert numbers(database) == list(range(number + 1))


def test_a_change_that_cannot_be_kept_is_told_and_leaves_nothing(database):
    together = Together(database)

    def full(connection):
        add(1)(connection)
        raise StorageError("Disken är full.")

    with pytest.raises(StorageError, match="full"):
        together.carry_out(full)
    assert numbers(database) == []
    assert together.carry_out(add(2))
    assert numbers(database) == [2]
