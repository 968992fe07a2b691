#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""BitTorrent without a user, by libtorrent:

    torrent.py make FILE TORRENT        write a torrent, print its info hash
    torrent.py node ADDRESS:PORT        be a node of the DHT
    torrent.py seed|fetch ADDRESS:PORT TORRENT DIRECTORY [tracker=URL] [dht=ADDRESS:PORT]

A seed runs until it is ended, one that fetches until it has the whole file; then it prints
whom it had it from, and how. Neither asks a router for a port (UPnP, NAT-PMP, PCP) nor shouts
into its network.
"""
import sys
import time

import libtorrent as lt

AGAIN_S = 3
# libtorrent's own name of the flag is not passed on to Python.
UTP_SOCKET = 1 << 17


def make(path, torrent):
    """Writes the torrent of one file."""
    files = lt.file_storage()
    lt.add_files(files, path)
    creator = lt.create_torrent(files, flags=lt.create_torrent.v1_only)
    lt.set_piece_hashes(creator, path.rpartition('/')[0])
    with open(torrent, 'wb') as file:
        file.write(lt.bencode(creator.generate()))
    print(lt.torrent_info(torrent).info_hash())


def open_session(listen, bootstrap):
    """Returns a session that uses nothing but this endpoint."""
    session = lt.session({
        'listen_interfaces': listen,
        'enable_upnp': False,
        'enable_natpmp': False,
        'enable_lsd': False,
        'enable_dht': bootstrap is not None,
        'dht_bootstrap_nodes': bootstrap or '',
        'dht_restrict_routing_ips': False,
        'dht_restrict_search_ips': False,
        'dht_ignore_dark_internet': False,
        'min_announce_interval': 1,
        'min_reconnect_time': 2,
        # Slow enough to be watched.
        'download_rate_limit': 400000,
        'alert_mask': lt.alert.category_t.error_notification,
    })
    print('ready', flush=True)
    return session


def share(role, listen, torrent, directory, **where):
    """Seeds or fetches."""
    session = open_session(listen, where.get('dht'))
    parameters = lt.add_torrent_params()
    parameters.ti = lt.torrent_info(torrent)
    parameters.save_path = directory
    if 'tracker' in where:
        parameters.trackers = [where['tracker']]
    handle = session.add_torrent(parameters)
    peers = set()
    asked = 0
    while role == 'seed' or not handle.status().is_seeding:
        if time.monotonic() - asked >= AGAIN_S:
            asked = time.monotonic()
            if 'dht' in where:
                handle.force_dht_announce()
            else:
                handle.force_reannounce()
        for peer in handle.get_peer_info():
            if peer.total_download > 0:
                how = 'uTP' if peer.flags & UTP_SOCKET else 'TCP'
                peers.add(f'{how} {peer.ip[0]}')
        time.sleep(0.1)
    handle.flush_cache()
    print(*sorted(peers))


def main():
    """Does what the command line says."""
    command, *words = sys.argv[1:]
    if command == 'make':
        make(*words)
    elif command == 'node':
        session = open_session(words[0], '')
        while session.is_listening():
            time.sleep(1)
    else:
        plain = [word for word in words if '=' not in word]
        share(command, *plain, **dict(word.split('=', 1) for word in words if '=' in word))


main()
