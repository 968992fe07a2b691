# SPDX-License-Identifier: GPL-2.0-only
"""What was measured: samples in, medians out, and the file that holds them."""
import json
import statistics


class Results:
    """Samples by case, system and metric."""

    def __init__(self):
        self.samples = {}

    def add(self, case, system, metric, unit, value):
        self.samples.setdefault((case, system, metric, unit), []).append(value)

    def median(self, case, system, metric):
        for key, values in self.samples.items():
            if key[:3] == (case, system, metric):
                return statistics.median(values)
        return None

    def rows(self):
        for (case, system, metric, unit), values in self.samples.items():
            yield {
                "case": case, "system": system, "metric": metric, "unit": unit,
                "median": round(statistics.median(values), 3), "min": round(min(values), 3),
                "max": round(max(values), 3), "rounds": len(values),
            }

    def save(self, path):
        rows = ",\n".join("  " + json.dumps(row) for row in self.rows())
        with open(path, "w", encoding="utf-8") as file:
            file.write("[\n" + rows + "\n]\n")


def load(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)
