// SPDX-License-Identifier: GPL-2.0-only
/* See socket.h. */
#include <net/inet_hashtables.h>
#include <net/udp.h>

#include "state/socket.h"

static bool tcp_bound(struct net *net, u16 port)
{
	struct inet_hashinfo *hashinfo = net->ipv4.tcp_death_row.hashinfo;
	struct inet_bind_hashbucket *head;
	struct inet_bind_bucket *tb;
	bool found = false;

	head = &hashinfo->bhash[inet_bhashfn(net, port, hashinfo->bhash_size)];
	spin_lock(&head->lock);
	inet_bind_bucket_for_each(tb, &head->chain) {
		if (net_eq(ib_net(tb), net) && tb->port == port) {
			found = true;
			break;
		}
	}
	spin_unlock(&head->lock);
	return found;
}

static bool udp_bound(struct net *net, __be32 addr, __be16 port)
{
	struct sock *sk = udp4_lib_lookup(net, 0, 0, addr, port, 0);

	if (!sk)
		return false;
	sock_put(sk);
	return true;
}

bool natgw_socket_has_port(struct net *net, u8 proto, __be32 addr, __be16 port)
{
	switch (proto) {
	case IPPROTO_TCP:
		return tcp_bound(net, ntohs(port));
	case IPPROTO_UDP:
		return udp_bound(net, addr, port);
	default:
		return false;
	}
}

bool natgw_socket_answers(struct net *net, const struct natgw_tuple *tuple, int iif)
{
	struct sock *sk = inet_lookup(net, NULL, 0, tuple->saddr, tuple->sport, tuple->daddr,
				      tuple->dport, iif);

	if (!sk)
		return false;
	sock_gen_put(sk);
	return true;
}
