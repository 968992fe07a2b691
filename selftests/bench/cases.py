# SPDX-License-Identifier: GPL-2.0-only
"""The cases: what is sent through every system, in rounds in which they take turns."""
import contextlib
import os
import re
import subprocess
import time

import systems
from systems import Failed

# What a frame of 64 bytes has room for, a full one, and a buffer that GRO filled.
SIZES = {"64": 46, "1500": 1500, "64k": 65000}
PORTS = 64512       # 1024 to 65535
OUT, IN = "D", "d"
OPEN = {"udp": "Dd", "tcp": "SsA"}


class Bench:
    """One run of the benchmarks: its scale and what it found."""

    def __init__(self, results, quick=False, say=print):
        self.results = results
        self.quick = quick
        self.say = say
        self.rounds = 5
        self.packets = 100_000 if quick else 1_000_000
        self.failures = []

    def fail(self, sentence):
        self.failures.append(sentence)
        self.say("FAILED " + sentence)

    @contextlib.contextmanager
    def gateways(self, kinds, **words):
        made = []
        try:
            for kind in kinds:
                made.append(kind(**words))
            yield made
        finally:
            for system in made:
                system.remove()

    def record(self, case, name, answer, generator=None):
        """A round's answer: with the generator in it, and without."""
        packets = answer["packets"]
        add = self.results.add
        add(case, name, "time", "ns/packet", answer["wall"] / packets)
        add(case, name, "path", "ns/packet", answer["path"] / packets)
        add(case, name, "path-typical", "ns/packet", answer["median"] / 1000)
        if generator:
            alone = generator["wall"] / generator["packets"]
            add(case, name, "net", "ns/packet", answer["wall"] / packets - alone)
            alone = generator["median"] / 1000
            add(case, name, "net-typical", "ns/packet", answer["median"] / 1000 - alone)

    def compare(self, case, made, words):
        """Rounds of the same run, all systems in turn; the generator alone goes first."""
        for _ in range(self.rounds):
            alone = made[0].run(direct=1, **words)
            self.record(case, "generator", alone)
            for system in made:
                self.record(case, system.name, system.run(**words), alone)
        self.show(case, [system.name for system in made])

    def show(self, case, names, metric="net-typical"):
        cells = (f"{name} {self.results.median(case, name, metric):.1f}" for name in names)
        self.say(f"{case}: " + ", ".join(cells))


def conntrack_size(flows):
    """As many buckets as a careful administrator would set for so many flows."""
    systems.write("/proc/sys/net/netfilter/nf_conntrack_max", 16_000_000)
    systems.write("/proc/sys/net/netfilter/nf_conntrack_buckets", max(65536, flows))


def open_flows(bench, made, proto, count, **words):
    """Makes flows and looks at every byte of their first packets, both ways."""
    for system in made:
        system.flows(count=count, proto=proto, **words)
        system.run(steps=OPEN[proto], count=count, learn=1, check=1)
        for _ in range(2):
            system.run(steps=OUT, count=count, check=1)
            system.run(steps=IN, count=count, check=1)


def layout(count):
    """Flows spread over hosts: at most 256 each, as many to one remote host as may be."""
    return {"hosts": max(1, count // 64), "remotes": 1}


def established_variants(bench, count):
    orders = ("ordered",) if count == 1 else ("ordered", "random")
    sizes = ("64",)
    if count == 1024:
        sizes = ("64", "1500", "64k")
    if bench.quick:
        orders, sizes = orders[-1:], sizes[:1]
        if count == 1024:
            orders = ("ordered",)
    return [(order, size, way) for size in sizes for order in orders for way in ("out", "in")]


def established(bench, counts=None):
    """Packets of flows that are open."""
    counts = counts or ((1024, 65536) if bench.quick else (1, 1024, 65536, 1_000_000))
    for count in counts:
        conntrack_size(count)
        addresses = 1 if count <= 1024 else 256
        for proto in ("udp", "tcp"):
            with bench.gateways(systems.ALL, addresses=addresses) as made:
                open_flows(bench, made, proto, count, **layout(count))
                for order, size, way in established_variants(bench, count):
                    case = f"established/{proto}/{way}/{count}/{size}/{order}"
                    packets = bench.packets // (10 if size == "64k" else 1)
                    bench.compare(case, made, {
                        "steps": OUT if way == "out" else IN, "count": packets,
                        "size": SIZES[size], "order": order,
                    })


def first_packets(bench):
    """The first packets of many flows, and how long it takes to forget them."""
    count = 65536 if bench.quick else 1_000_000
    kinds = systems.TRANSLATING + (systems.NatgwApdm,)
    for addresses in ((256,) if bench.quick else (1, 16, 256)):
        conntrack_size(count)
        words = layout(count)
        if addresses == 1:
            # An address has no port for each: every inside endpoint talks to 16 hosts.
            words = {"hosts": count // 256, "remotes": 16, "repeat": 1}
        case = f"first/udp/{count}/{addresses}-addresses"
        # With one address and a mapping for each destination, ports end at 64,512.
        kinds_here = [k for k in kinds if addresses > 1 or k is not systems.NatgwApdm]
        with bench.gateways(kinds_here, addresses=addresses) as made:
            for number in range(bench.rounds):
                # Where there are enough ports that some may be held for those of the last round.
                base = number * count if addresses > 16 else 0
                first_round(bench, case, made, {"count": count, "base": base, **words})
        bench.show(case, [system.name for system in made], "net")


def first_round(bench, case, made, flows):
    count = flows["count"]
    for system in made:
        system.flows(**flows)
    alone = made[0].run(direct=1, steps=OUT, count=count)
    bench.record(case, "generator", alone)
    for system in made:
        answer = system.run(steps=OUT, count=count, allow_loss=True)
        bench.record(case, system.name, answer, alone)
        bench.results.add(case, system.name, "refused", "flows", count - answer["out"])
        start = time.monotonic_ns()
        system.flush()
        bench.results.add(case.replace("first", "tear-down", 1), system.name, "time", "ns/flow",
                          (time.monotonic_ns() - start) / answer["out"])


def exchanges(bench):
    """TCP connections from SYN to the last ACK, with a segment each way."""
    count = 16384 if bench.quick else 262_144
    conntrack_size(count)
    steps = "SsADdFfA"
    case = f"exchange/tcp/{count}"
    with bench.gateways(systems.ALL, addresses=256) as made:
        for system in made:
            system.flows(count=count, proto="tcp", **layout(count))
            # Who is answered has to be known first.
            system.run(steps=OUT if not system.translates else "SsADdFfA", count=count, learn=1,
                       check=1)
            system.flush()
        for _ in range(bench.rounds):
            alone = made[0].run(direct=1, steps=steps, count=count, learn=1)
            bench.record(case, "generator", alone)
            for system in made:
                bench.record(case, system.name, system.run(steps=steps, count=count, learn=1),
                             alone)
                system.flush()
    bench.show(case, [system.name for system in made], "net")


def capacity(bench):
    """Flows of one address to one destination: how many, and what each costs on the way."""
    points = (1, 50, 90, 99, 99.9, 100)
    conntrack_size(PORTS)
    with bench.gateways(systems.TRANSLATING) as made:
        for system in made:
            system.flows(count=PORTS + 1024, hosts=1024, remotes=1)
        for _ in range(bench.rounds):
            for system in made:
                capacity_round(bench, system, made[0], points)
                system.flush()
    for point in points:
        bench.show(f"allocation/{point}%", [system.name for system in made])


def capacity_round(bench, system, any_system, points):
    """Fills the ports, and stops for a measurement where @points says."""
    used = out = 0
    for point in points:
        span = 64 if point > 99.5 else 512
        start = min(int(PORTS * point / 100), PORTS - span) if point < 100 else PORTS
        if start > used:
            out += system.run(steps=OUT, first=used, count=start - used, allow_loss=True)["out"]
        if point == 100:
            span = 1024
        alone = any_system.run(direct=1, steps=OUT, first=start, count=span)
        answer = system.run(steps=OUT, first=start, count=span, allow_loss=True)
        bench.record(f"allocation/{point}%", system.name, answer, alone)
        if point < 100:
            out += answer["out"]
        used = start + span
    bench.results.add("capacity", system.name, "flows", "flows", out)


def meminfo(field="MemFree"):
    with open("/proc/meminfo", encoding="ascii") as file:
        return int(re.search(rf"^{field}: +(\d+) kB", file.read(), re.M).group(1)) * 1024


def memory(bench):
    """Bytes a flow: what is free before and after, and conntrack's table, which is there before."""
    count = 131_072 if bench.quick else 1_000_000
    conntrack_size(count)
    for kind in systems.TRANSLATING[:-1]:
        with bench.gateways([kind], addresses=256) as (system,):
            system.flows(count=count, **layout(count))
            time.sleep(2)
            before = meminfo()
            system.run(steps="DdDd", count=count, learn=1)
            time.sleep(2)
            taken = before - meminfo()
            if isinstance(system, systems.Conntrack):
                taken += 8 * max(65536, count)
            bench.results.add(f"memory/{count}", system.name, "memory", "bytes/flow",
                              taken / count)
            bench.say(f"memory/{count}: {system.name} {taken / count:.0f} bytes a flow")
        wait_gone(before)


def wait_gone(before):
    """Namespaces end in the background."""
    for _ in range(120):
        if meminfo() >= before * 0.98:
            return
        time.sleep(0.5)


PF_KTHREAD = 0x200000


def kernel_time():
    """Milliseconds that each kernel thread has run: the sweep is the work of one of them.

    As the scheduler counts them: work that begins with a tick of the clock and ends before the
    next one does not exist by /proc/PID/stat.
    """
    taken = {}
    for pid in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError, AttributeError):
            with open(f"/proc/{pid}/stat", encoding="ascii") as file:
                # After the name in parentheses: state, parent, group, session, terminal, its
                # group, flags.
                flags = int(file.read().rsplit(")", 1)[1].split()[6])
            with open(f"/proc/{pid}/sched", encoding="ascii") as file:
                runtime = re.search(r"sum_exec_runtime *: *([0-9.]+)", file.read()).group(1)
            if flags & PF_KTHREAD:
                taken[pid] = float(runtime)
    return taken


def sweep(bench):
    """Processor time that idle sessions take."""
    count = 1_000_000 if bench.quick else 4_000_000
    seconds = 10 if bench.quick else 30
    case = f"sweep/{count}"
    with bench.gateways([systems.Natgw], addresses=256) as (system,):
        for what, flows in (("idle", 0), ("sessions", count)):
            if flows:
                system.flows(count=flows, hosts=count // 64, remotes=1)
                system.run(steps=OUT, count=flows)
                time.sleep(5)
            start, began = kernel_time(), time.monotonic()
            time.sleep(seconds)
            ran = sum(now - start.get(pid, 0) for pid, now in kernel_time().items())
            share = ran / 1000 / (time.monotonic() - began) * 100
            bench.results.add(case, "natgw", what, "% of a core", share)
            bench.say(f"{case}: {what}: {share:.2f} % of a core")


def watched(bench):
    """What tracepoints cost that are on, and events that somebody listens to."""
    count = 65536
    events = "/sys/kernel/tracing/events/natgw/enable"
    with bench.gateways([systems.Natgw], addresses=256) as (system,):
        system.flows(count=count, **layout(count))
        for _ in range(bench.rounds):
            for what in ("off", "tracepoints", "events"):
                monitor = None
                if what == "tracepoints":
                    systems.write(events, 1)
                if what == "events":
                    with system.inside():
                        monitor = subprocess.Popen(["natgw", "monitor"],
                                                   stdout=subprocess.DEVNULL)
                    time.sleep(0.5)
                watched_round(bench, system, what, count)
                systems.write(events, 0)
                if monitor:
                    monitor.terminate()
                    monitor.wait()
    for what in ("off", "tracepoints", "events"):
        bench.show(f"watched/{what}/first", ["natgw"])
        bench.show(f"watched/{what}/established", ["natgw"])


def watched_round(bench, system, what, count):
    words = {"steps": OUT, "count": count}
    for case in ("first", "established"):
        alone = system.run(direct=1, **words)
        bench.record(f"watched/{what}/{case}", "natgw", system.run(**words), alone)
    system.flush()


def policies(bench):
    """Rules that do not match before one that does."""
    count = 65536
    conntrack_size(count)
    for rules in (1, 100, 10_000):
        for kind, source in ((systems.Nft, "ip saddr"), (systems.Natgw, "src")):
            if rules > 1000 and kind is systems.Nft and bench.quick:
                continue
            other = [f"{source} 172.{16 + i // 65536}.{i // 256 % 256}.{i % 256}"
                     for i in range(rules - 1)]
            with bench.gateways([kind], addresses=256,
                                extra=other + [f"{source} 10.0.0.0/8"]) as (system,):
                system.flows(count=count, **layout(count))
                for _ in range(bench.rounds):
                    policy_round(bench, system, rules, count)
                bench.show(f"policy/{rules}/first", [system.name])
                bench.show(f"policy/{rules}/established", [system.name])


def policy_round(bench, system, rules, count):
    words = {"steps": OUT, "count": count}
    for case in ("first", "established"):
        alone = system.run(direct=1, **words)
        bench.record(f"policy/{rules}/{case}", system.name, system.run(**words), alone)
    system.flush()


def instructions(bench):
    """Instructions a packet: for a guest whose time-stamp counter counts them (scripts/vm)."""
    count, packets = 1024, 4096
    for proto in ("udp", "tcp"):
        with bench.gateways(systems.ALL) as made:
            open_flows(bench, made, proto, count, **layout(count))
            for way in ("out", "in"):
                words = {"steps": OUT if way == "out" else IN, "count": packets, "size": 46}
                case = f"instructions/{proto}/{way}/{count}"
                for _ in range(bench.rounds):
                    alone = made[0].run(direct=1, **words)["cycles"]
                    for system in made:
                        taken = system.run(**words)["cycles"] - alone
                        bench.results.add(case, system.name, "instructions",
                                          "instructions/packet", taken / packets)
                bench.show(case, [system.name for system in made], "instructions")


def together(system, shares):
    """Packets a second of runs that are under way at once, a processor each."""
    children = []
    for cpu, words in enumerate(shares):
        read, write = os.pipe()
        if not os.fork():
            status = 1
            with contextlib.suppress(Failed, OSError):
                os.sched_setaffinity(0, {cpu})
                os.write(write, str(system.run(**words)["wall"]).encode())
                status = 0
            os._exit(status)
        os.close(write)
        children.append(read)
    walls = []
    for read in children:
        with open(read, "rb") as file:
            walls.append(int(file.read() or 0))
        os.wait()
    if not all(walls):
        raise Failed(f"{system.name}: a run on one of {len(shares)} processors failed")
    return sum(words["count"] for words in shares) / max(walls) * 1e9


def processors(bench):
    """What a second processor adds: packets of both ways and of other flows on each."""
    count, packets = 1024, 60_000
    half = count // 2
    with bench.gateways(systems.ALL) as made:
        open_flows(bench, made, "udp", count, **layout(count))
        for _ in range(bench.rounds):
            for system in made:
                words = {"steps": OUT, "count": packets, "span": half}
                one = together(system, [words])
                both = together(system, [words, {**words, "first": half, "steps": IN}])
                bench.results.add("processors/udp/1024", system.name, "gain", "times", both / one)
    bench.show("processors/udp/1024", [system.name for system in made], "gain")


def profile(bench):
    """Nothing but natgw's fast path, for some seconds; prints where the module lies."""
    conntrack_size(1024)
    for proto in ("udp", "tcp"):
        with bench.gateways([systems.Natgw]) as made:
            open_flows(bench, made, proto, 1024, **layout(1024))
            with open("/proc/kallsyms", encoding="ascii") as file:
                text = file.read()
            with open(f"/run/bench/kallsyms.{proto}", "w", encoding="ascii") as file:
                file.write(text)
            bench.say(f"profile {proto}")
            for _ in range(10):
                made[0].run(steps=OUT, count=1_000_000)


def spot(bench):
    """The few numbers that a change of the fast path is judged by."""
    kinds = (systems.Nft, systems.Flowtable, systems.Natgw)
    conntrack_size(1024)
    for proto in ("udp", "tcp"):
        with bench.gateways(kinds) as made:
            open_flows(bench, made, proto, 1024, **layout(1024))
            for way in ("out", "in"):
                bench.compare(f"spot/{proto}/{way}", made, {
                    "steps": OUT if way == "out" else IN, "count": 50_000, "size": 46})


def million(bench):
    """The same for what a flow costs whose every line comes from memory."""
    count = 1_000_000
    conntrack_size(count)
    bench.rounds = 3
    for proto in ("udp", "tcp"):
        with bench.gateways((systems.Flowtable, systems.Natgw), addresses=256) as made:
            open_flows(bench, made, proto, count, **layout(count))
            for way in ("out", "in"):
                bench.compare(f"million/{proto}/{way}", made, {
                    "steps": OUT if way == "out" else IN, "count": 300_000, "size": 46,
                    "order": "random"})


def opening(bench):
    """The same for what opening a flow and forgetting it costs."""
    count = 1_000_000
    conntrack_size(count)
    case = f"first/udp/{count}/256-addresses"
    bench.rounds = 3
    with bench.gateways((systems.Nft, systems.Natgw), addresses=256) as made:
        for number in range(bench.rounds):
            first_round(bench, case, made,
                        {"count": count, "base": number * count, **layout(count)})
    for metric in ("net", "net-typical"):
        bench.show(case, [system.name for system in made], metric)
    bench.show(case.replace("first", "tear-down", 1), [system.name for system in made], "time")


CASES = {
    "established": established,
    "first": first_packets,
    "exchange": exchanges,
    "capacity": capacity,
    "memory": memory,
    "sweep": sweep,
    "watched": watched,
    "policy": policies,
}
# Those of guests of another kind, and for who looks for nanoseconds.
MORE = {
    "profile": profile,
    "spot": spot,
    "million": million,
    "opening": opening,
    "instructions": instructions,
    "processors": processors,
}
