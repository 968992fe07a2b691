// SPDX-License-Identifier: GPL-2.0-only
/* See extaddr.h. */
#include <linux/in.h>
#include <linux/inetdevice.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/random.h>
#include <net/route.h>

#include "state/extaddr.h"
#include "state/hold.h"
#include "state/mapping.h"
#include "state/socket.h"

enum {
	/* Ports of local sockets that one claim passes over before it gives up. */
	SOCKET_TRIES = 64,
	/* Charged (quota.h): a port map's pages; an address with three of the tree's nodes. */
	MAP_BYTES = PAGE_ALIGN(sizeof(struct natgw_extmap)),
	ADDRESS_BYTES = sizeof(struct natgw_extaddr) + 3 * sizeof(struct xa_node),
};

int natgw_portmap_column(u8 proto)
{
	switch (proto) {
	case IPPROTO_TCP:
		return NATGW_PORTMAP_TCP;
	case IPPROTO_UDP:
		return NATGW_PORTMAP_UDP;
	case IPPROTO_ICMP:
		return NATGW_PORTMAP_ICMP;
	default:
		return -1;
	}
}

u8 natgw_portmap_proto(enum natgw_portmap_column column)
{
	static const u8 proto[NATGW_PORTMAPS] = { IPPROTO_TCP, IPPROTO_UDP, IPPROTO_ICMP };

	return proto[column];
}

const struct natgw_pool *natgw_extaddr_pool(const struct natgw_policy *policy, __be32 addr)
{
	const struct natgw_external *external = natgw_policy_find_external(policy, addr);

	return external && external->kind == NATGW_EXTERNAL_POOL ? external->pool : NULL;
}

bool natgw_extaddr_is_withheld(const struct natgw_policy *policy, __be32 addr, u8 proto, u16 port)
{
	const struct natgw_pool *pool = natgw_extaddr_pool(policy, addr);

	if (proto == IPPROTO_ICMP)
		return false;
	if (!port || (pool && !natgw_pool_has_port(pool, port)))
		return true;
	return natgw_policy_find_forward(policy, proto, addr, htons(port));
}

void natgw_extaddr_each_withheld(const struct natgw_policy *policy, __be32 addr, u8 proto,
				 natgw_ports_visit visit, void *data)
{
	const struct natgw_pool *pool = natgw_extaddr_pool(policy, addr);
	u32 next = 0, i;

	if (proto == IPPROTO_ICMP)
		return;
	visit(data, 0, 0);
	for (i = 0; pool && i < pool->config.n_ports; i++) {
		const struct natgw_port_range *ports = &pool->config.ports[i];

		if (next < ports->first)
			visit(data, next, ports->first - 1);
		next = ports->last + 1;
	}
	if (i && next < NATGW_PORTMAP_PORTS)
		visit(data, next, NATGW_PORTMAP_PORTS - 1);
	for (i = 0; i < policy->n_forwards; i++) {
		const struct natgw_forward *forward = &policy->forwards[i];

		if (forward->proto == proto && forward->external == addr)
			visit(data, forward->ports.first, forward->ports.last);
	}
}

/* Range by range: a softirq may be waiting for the map. */
static void claim_ports(void *map, u32 first, u32 last)
{
	natgw_portmap_claim_range(map, first, last);
}

static struct natgw_extaddr *extaddr_create(struct natgw_net *nn, __be32 addr)
{
	struct natgw_extaddr *extaddr, *other = NULL;

	if (!natgw_quota_charge(&nn->quota, ADDRESS_BYTES))
		return NULL;
	extaddr = kzalloc(sizeof(*extaddr), GFP_ATOMIC | __GFP_NOWARN);
	if (!extaddr)
		goto err;
	extaddr->addr = addr;
	extaddr->own = inet_addr_type(nn->net, addr) == RTN_LOCAL;
	other = xa_cmpxchg_bh(&nn->extaddrs, ntohl(addr), NULL, extaddr,
			      GFP_ATOMIC | __GFP_NOWARN);
	if (!other)
		return extaddr;
	kfree(extaddr);
err:
	natgw_quota_uncharge(&nn->quota, ADDRESS_BYTES);
	return xa_is_err(other) ? NULL : other;
}

static void map_free(struct natgw_extmap *map)
{
	if (map)
		free_pages_exact(map, sizeof(*map));
}

/* Two CPUs may make the map at once; the first one to publish its map wins. */
static struct natgw_extmap *map_create(struct natgw_net *nn, struct natgw_extaddr *extaddr,
				       const struct natgw_policy *policy, unsigned int column)
{
	struct natgw_extmap *map, *other = NULL;

	if (!natgw_quota_charge(&nn->quota, MAP_BYTES))
		return NULL;
	/* A little over two pages: kmalloc() would take four. */
	map = alloc_pages_exact(sizeof(*map), GFP_ATOMIC | __GFP_NOWARN);
	if (!map)
		goto err;
	natgw_portmap_init(&map->ports);
	spin_lock_init(&map->hold_lock);
	INIT_LIST_HEAD(&map->holds);
	map->n_held = 0;
	natgw_extaddr_each_withheld(policy, extaddr->addr, natgw_portmap_proto(column),
				    claim_ports, &map->ports);
	map->generation = policy->generation;
	other = cmpxchg(&extaddr->maps[column], NULL, map);
	if (!other)
		return map;
	map_free(map);
err:
	natgw_quota_uncharge(&nn->quota, MAP_BYTES);
	return other;
}

static struct natgw_portmap *map_get(struct natgw_net *nn, const struct natgw_policy *policy,
				     __be32 addr, unsigned int column, bool *own)
{
	struct natgw_extaddr *extaddr = xa_load(&nn->extaddrs, ntohl(addr));
	struct natgw_extmap *map;

	if (!extaddr)
		extaddr = extaddr_create(nn, addr);
	if (!extaddr)
		return NULL;
	*own = READ_ONCE(extaddr->own);
	map = READ_ONCE(extaddr->maps[column]);
	if (!map)
		map = map_create(nn, extaddr, policy, column);
	return map ? &map->ports : NULL;
}

/* The ports that may stand in for @port: its class, where the pool has any of it. */
static struct natgw_port_range port_class(const struct natgw_claim *claim)
{
	const struct natgw_pool *pool = claim->pool;
	bool low = ntohs(claim->port) < NATGW_PORT_SPLIT;

	if (claim->proto == IPPROTO_ICMP)
		return (struct natgw_port_range){ 0, NATGW_PORTMAP_PORTS - 1 };
	if (pool && pool->config.n_ports) {
		const struct natgw_port_range *ports = pool->config.ports;

		if (ports[0].first >= NATGW_PORT_SPLIT)
			low = false;
		else if (ports[pool->config.n_ports - 1].last < NATGW_PORT_SPLIT)
			low = true;
	}
	if (low)
		return (struct natgw_port_range){ 1, NATGW_PORT_SPLIT - 1 };
	return (struct natgw_port_range){ NATGW_PORT_SPLIT, NATGW_PORTMAP_PORTS - 1 };
}

static bool socket_has(struct natgw_net *nn, const struct natgw_claim *claim, bool own, u16 port)
{
	return own && !claim->local &&
	       natgw_socket_has_port(nn->net, claim->proto, claim->addr, htons(port));
}

bool natgw_extaddr_has_socket(struct natgw_net *nn, const struct natgw_claim *claim, __be16 port)
{
	struct natgw_extaddr *extaddr = xa_load(&nn->extaddrs, ntohl(claim->addr));

	return extaddr && socket_has(nn, claim, READ_ONCE(extaddr->own), ntohs(port));
}

u32 natgw_extaddr_held(struct natgw_net *nn, __be32 addr, u8 proto)
{
	struct natgw_extaddr *extaddr = xa_load(&nn->extaddrs, ntohl(addr));
	int column = natgw_portmap_column(proto);
	struct natgw_extmap *map;

	map = extaddr && column >= 0 ? READ_ONCE(extaddr->maps[column]) : NULL;
	return map ? READ_ONCE(map->n_held) : 0;
}

static bool claim_same(struct natgw_net *nn, const struct natgw_claim *claim,
		       struct natgw_portmap *map, bool own)
{
	u16 port = ntohs(claim->port);

	if (!claim->exact && claim->pool && !claim->pool->config.preserve)
		return false;
	if (!natgw_portmap_claim(map, port))
		return false;
	if (!socket_has(nn, claim, own, port))
		return true;
	natgw_portmap_release(map, port);
	return false;
}

/* How many ports of @ports are of @class. */
static u32 overlap(const struct natgw_port_range *ports, struct natgw_port_range class)
{
	u32 first = max(ports->first, class.first), last = min(ports->last, class.last);

	return first <= last ? last - first + 1 : 0;
}

/*
 * Any port of the class that the pool has, each as likely as another: a start
 * between the pool's ranges would make the first port of the next one come up
 * more often than the others (RFC 6056).
 */
static u32 random_start(const struct natgw_pool *pool, struct natgw_port_range class, u32 random)
{
	u32 total = 0, pick, n, i;

	for (i = 0; pool && i < pool->config.n_ports; i++)
		total += overlap(&pool->config.ports[i], class);
	if (!total)
		return class.first + reciprocal_scale(random, class.last - class.first + 1);
	pick = reciprocal_scale(random, total);
	for (i = 0; i < pool->config.n_ports; i++) {
		n = overlap(&pool->config.ports[i], class);
		if (pick < n)
			break;
		pick -= n;
	}
	return max(pool->config.ports[i].first, class.first) + pick;
}

static enum natgw_parity parity_of(const struct natgw_claim *claim)
{
	if (!claim->pool || !claim->pool->config.parity || claim->proto == IPPROTO_ICMP)
		return NATGW_PARITY_ANY;
	return ntohs(claim->port) & 1 ? NATGW_PARITY_ODD : NATGW_PARITY_EVEN;
}

static int claim_other(struct natgw_net *nn, const struct natgw_claim *claim,
		       struct natgw_portmap *map, bool own)
{
	struct natgw_port_range ports = port_class(claim);
	enum natgw_parity parity = parity_of(claim);
	u32 random = claim->random ?: get_random_u32();
	int tries, port;
	u32 start;

	for (tries = 0; tries < SOCKET_TRIES; tries++, random = get_random_u32()) {
		start = random_start(claim->pool, ports, random);
		port = natgw_portmap_claim_any(map, ports.first, ports.last, start, parity);
		if (port < 0 && parity != NATGW_PARITY_ANY) {
			parity = NATGW_PARITY_ANY;
			continue;
		}
		if (port < 0 || !socket_has(nn, claim, own, port))
			return port;
		natgw_portmap_release(map, port);
	}
	return -ENOSPC;
}

int natgw_extaddr_claim(struct natgw_net *nn, const struct natgw_policy *policy,
			const struct natgw_claim *claim, __be16 *port)
{
	int column = natgw_portmap_column(claim->proto);
	struct natgw_portmap *map;
	bool own = false;
	int ret;

	if (WARN_ON_ONCE(column < 0))
		return -ENOSPC;
	map = map_get(nn, policy, claim->addr, column, &own);
	if (!map)
		return -ENOMEM;
	if (claim_same(nn, claim, map, own)) {
		*port = claim->port;
		return 0;
	}
	if (claim->exact)
		return -ENOSPC;
	ret = claim_other(nn, claim, map, own);
	if (ret < 0)
		return ret;
	*port = htons(ret);
	return 0;
}

const struct natgw_portmap *natgw_extaddr_expect(struct natgw_net *nn,
						 const struct natgw_claim *claim)
{
	struct natgw_extaddr *extaddr = xa_load(&nn->extaddrs, ntohl(claim->addr));
	u32 start = random_start(claim->pool, port_class(claim), claim->random);
	struct natgw_extmap *map;

	map = extaddr ? READ_ONCE(extaddr->maps[natgw_portmap_column(claim->proto)]) : NULL;
	if (!map)
		return NULL;
	prefetchw(&map->ports.used[ntohs(claim->port) / BITS_PER_LONG]);
	prefetchw(&map->ports.used[start / BITS_PER_LONG]);
	prefetchw(&map->ports.count);
	return &map->ports;
}

__be16 natgw_extaddr_foresee(const struct natgw_portmap *map, const struct natgw_claim *claim)
{
	bool preserve = !claim->pool || claim->pool->config.preserve;
	int port;

	if (preserve && !natgw_portmap_test(map, ntohs(claim->port)))
		return claim->port;
	port = natgw_portmap_foresee(map, random_start(claim->pool, port_class(claim),
						       claim->random), parity_of(claim));
	return htons(max(port, 0));
}

void natgw_extaddr_release(struct natgw_net *nn, __be32 addr, u8 proto, __be16 port)
{
	struct natgw_extaddr *extaddr = xa_load(&nn->extaddrs, ntohl(addr));
	const struct natgw_policy *policy = rcu_dereference(nn->policy);
	int column = natgw_portmap_column(proto);
	struct natgw_extmap *map;

	if (!extaddr || column < 0)
		return;
	map = READ_ONCE(extaddr->maps[column]);
	if (map && !natgw_extaddr_is_withheld(policy, addr, proto, ntohs(port)))
		natgw_portmap_release(&map->ports, ntohs(port));
}

u32 natgw_extaddr_used(struct natgw_net *nn, __be32 addr, enum natgw_portmap_column column)
{
	struct natgw_extaddr *extaddr = xa_load(&nn->extaddrs, ntohl(addr));
	struct natgw_extmap *map = extaddr ? READ_ONCE(extaddr->maps[column]) : NULL;

	return map ? natgw_portmap_used(&map->ports) : 0;
}

/* Nobody makes a map for it any more. */
static void uncharge(struct natgw_net *nn, const struct natgw_extaddr *extaddr)
{
	u32 bytes = ADDRESS_BYTES;
	int i;

	for (i = 0; i < NATGW_PORTMAPS; i++)
		bytes += extaddr->maps[i] ? MAP_BYTES : 0;
	natgw_quota_uncharge(&nn->quota, bytes);
}

static void extaddr_free_rcu(struct rcu_head *rcu)
{
	struct natgw_extaddr *extaddr = container_of(rcu, struct natgw_extaddr, rcu);
	int i;

	for (i = 0; i < NATGW_PORTMAPS; i++)
		map_free(extaddr->maps[i]);
	kfree(extaddr);
}

bool natgw_extaddr_is_reserved(const struct natgw_policy *policy, __be32 addr, u8 proto,
			       __be16 port)
{
	const struct natgw_pool *pool = natgw_extaddr_pool(policy, addr);

	if (proto == IPPROTO_ICMP || natgw_policy_find_forward(policy, proto, addr, port))
		return false;
	return !pool || !natgw_pool_has_port(pool, ntohs(port));
}

void natgw_extaddr_prune(struct natgw_net *nn, const struct natgw_policy *policy)
{
	struct natgw_extaddr *extaddr;
	unsigned long index;

	xa_for_each(&nn->extaddrs, index, extaddr) {
		if (natgw_policy_find_external(policy, extaddr->addr))
			continue;
		xa_erase_bh(&nn->extaddrs, index);
		natgw_hold_forget(nn, extaddr);
		uncharge(nn, extaddr);
		call_rcu(&extaddr->rcu, extaddr_free_rcu);
	}
}

void natgw_extaddr_refresh(struct natgw_net *nn)
{
	struct natgw_extaddr *extaddr;
	unsigned long index;

	xa_for_each(&nn->extaddrs, index, extaddr)
		WRITE_ONCE(extaddr->own, inet_addr_type(nn->net, extaddr->addr) == RTN_LOCAL);
}

void natgw_extaddr_flush(struct natgw_net *nn)
{
	struct natgw_extaddr *extaddr;
	unsigned long index;

	xa_for_each(&nn->extaddrs, index, extaddr) {
		xa_erase_bh(&nn->extaddrs, index);
		natgw_hold_forget(nn, extaddr);
		uncharge(nn, extaddr);
		extaddr_free_rcu(&extaddr->rcu);
	}
	xa_destroy(&nn->extaddrs);
}

u64 natgw_extaddr_memory(struct natgw_net *nn)
{
	struct natgw_extaddr *extaddr;
	unsigned long index;
	u64 bytes = 0;
	int i;

	rcu_read_lock();
	xa_for_each(&nn->extaddrs, index, extaddr) {
		bytes += ksize(extaddr);
		for (i = 0; i < NATGW_PORTMAPS; i++) {
			if (READ_ONCE(extaddr->maps[i]))
				bytes += MAP_BYTES;
		}
	}
	rcu_read_unlock();
	return bytes;
}
