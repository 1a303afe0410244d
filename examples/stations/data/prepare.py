"""Writes stations.csv: the daily ridership of six stations, a row each, from ../../ridership/data/chicago.csv, which has it 14 days later."""
import csv
import datetime
import pathlib

HERE = pathlib.Path(__file__).parent
STATIONS = ["Austin", "Belmont", "Clark_Lake", "Jefferson_Park", "Monroe", "Polk"]

with open(HERE / "../../ridership/data/chicago.csv", newline="") as source, open(HERE / "stations.csv", "w", newline="") as target:
    rows = csv.DictReader(source)
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(["date", "station", "rides"])
    for row in rows:
        day = datetime.date.fromisoformat(row["date"]) - datetime.timedelta(days=14)
        if day >= datetime.date(2012, 1, 1):
            writer.writerows([day.isoformat(), station.replace("_", "/"), row[station]] for station in STATIONS)
