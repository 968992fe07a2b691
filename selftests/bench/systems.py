# SPDX-License-Identifier: GPL-2.0-only
"""The gateways that are measured: one network namespace each, alike but for what translates.

    10.0.0.0/8 -- 192.168.0.2 -- inside GATEWAY outside -- 203.0.113.2 -- 198.18.0.0/15
"""
import contextlib
import ctypes
import os
import subprocess

CLONE_NEWNET = 0x40000000
LIBC = ctypes.CDLL(None, use_errno=True)
COMMANDS = "/proc/natgw_bench"
OUTSIDE = "203.0.113.1"
POOL = "100.64.0."


class Failed(Exception):
    """Something that was measured did not do what it had to do."""


def call(*words, text=None):
    done = subprocess.run(words, input=text, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Failed(f"{' '.join(words)}: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout


def write(path, text):
    with open(path, "w", encoding="ascii") as file:
        file.write(str(text))


def enter(path):
    fd = os.open(path, os.O_RDONLY)
    try:
        if LIBC.setns(fd, CLONE_NEWNET):
            raise OSError(ctypes.get_errno(), "setns")
    finally:
        os.close(fd)


class System:
    """A namespace with two devices of the generator's, and what translates between them."""

    name = "forward"
    translates = False

    def __init__(self, addresses=1, extra=()):
        self.addresses = addresses
        self.extra = extra
        self.path = f"/run/netns/{self.name}"
        call("ip", "netns", "add", self.name)
        with self.inside():
            self.network()
            self.configure()

    @contextlib.contextmanager
    def inside(self):
        enter(self.path)
        try:
            yield
        finally:
            enter("/proc/1/ns/net")

    def network(self):
        for device, address in (("inside", "192.168.0.1/24"), ("outside", OUTSIDE + "/24")):
            call("ip", "link", "add", device, "type", "natgw_bench")
            write(f"/proc/sys/net/ipv4/conf/{device}/rp_filter", 0)
            call("ip", "link", "set", device, "mtu", "1500", "up")
            call("ip", "address", "add", address, "dev", device)
        write("/proc/sys/net/ipv4/conf/all/rp_filter", 0)
        write("/proc/sys/net/ipv4/ip_forward", 1)
        call("ip", "route", "add", "10.0.0.0/8", "via", "192.168.0.2")
        call("ip", "route", "add", "default", "via", "203.0.113.2")

    def configure(self):
        pass

    def flush(self):
        """Ends all flows."""

    def remove(self):
        call("ip", "netns", "del", self.name)

    def pool(self):
        """First and last address of what is translated to."""
        if self.addresses == 1:
            return OUTSIDE, OUTSIDE
        return POOL + "0", f"{POOL}{self.addresses - 1}"

    def flows(self, **words):
        with self.inside():
            write(COMMANDS, "flows " + line(words))

    def run(self, allow_loss=False, **words):
        """What a run answered, as numbers; every packet has to come out."""
        if words.get("check"):
            words["translated"] = int(self.translates)
        with self.inside(), open(COMMANDS, "r+b", buffering=0) as file:
            file.write(("run " + line(words)).encode())
            text = file.read(512).decode()
            answer = {k: int(v) for k, v in (w.split("=") for w in text.split())}
        if answer["wrong"] or (answer["out"] != answer["packets"] and not allow_loss):
            raise Failed(f"{self.name}: {words}: {answer}")
        return answer


def line(words):
    return " ".join(f"{key}={value}" for key, value in words.items())


class Forward(System):
    """Nothing translates: what routing alone costs."""


class Conntrack(System):
    translates = True

    def network(self):
        super().network()
        netfilter = "/proc/sys/net/netfilter/"
        for name in ("nf_conntrack_udp_timeout", "nf_conntrack_udp_timeout_stream"):
            write(netfilter + name, 7200)

    def flush(self):
        with self.inside():
            call("conntrack", "-F")


class Iptables(Conntrack):
    name = "iptables"

    def configure(self):
        first, last = self.pool()
        target = ["MASQUERADE"]
        if self.addresses > 1:
            target = ["SNAT", "--to-source", f"{first}-{last}"]
        call("iptables-legacy", "-t", "nat", "-A", "POSTROUTING", "-o", "outside", "-j", *target)


class Nft(Conntrack):
    name = "nft"

    def rules(self):
        first, last = self.pool()
        action = "masquerade" if self.addresses == 1 else f"snat to {first}-{last}"
        text = "table ip nat { chain out { type nat hook postrouting priority 100;\n"
        for match in self.extra or ("",):
            text += f"{match} oifname outside {action}\n"
        return text + "}\n}\n"

    def configure(self):
        call("nft", "-f", "-", text=self.rules())


class Flowtable(Nft):
    name = "flowtable"

    def configure(self):
        for name in ("nf_flowtable_udp_timeout", "nf_flowtable_tcp_timeout"):
            write("/proc/sys/net/netfilter/" + name, 7200)
        call("nft", "-f", "-", text=self.rules() + """
            table ip fast {
                flowtable f { hook ingress priority 0; devices = { inside, outside }; }
                chain forward {
                    type filter hook forward priority 0;
                    meta l4proto { tcp, udp } flow add @f
                }
            }""")


class Natgw(System):
    name = "natgw"
    translates = True
    fastpath = "auto"
    behaviour = ""

    def configure(self):
        first, last = self.pool()
        rules = self.extra or ("",)
        text = f"pool add p addresses {first}-{last} {self.behaviour}\n"
        text += "".join(f"rule add {match} oif outside pool p\n" for match in rules)
        text += f"timeout set udp 2h\nset max-sessions 8000000\nset fastpath {self.fastpath}\n"
        call("natgw", "apply", "-", text=text)

    def flush(self):
        with self.inside():
            call("natgw", "session", "flush")


class NatgwFull(Natgw):
    name = "natgw-full"
    fastpath = "off"


class NatgwApdm(Natgw):
    """Each destination has a mapping of its own, as with nf_nat."""

    name = "natgw-apdm"
    behaviour = "mapping apdm filtering apdf"


ALL = (Forward, Iptables, Nft, Flowtable, Natgw, NatgwFull)
TRANSLATING = (Iptables, Nft, Flowtable, Natgw, NatgwFull)
