/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * External addresses are announced on the links they lie on when the configuration begins to have
 * them, so that neighbours that knew another owner forget it at once (RFC 5227 section 3).
 */
#ifndef _NATGW_PACKET_ANNOUNCE_H
#define _NATGW_PACKET_ANNOUNCE_H

#include "state/net.h"

struct natgw_announcer;

/* A namespace is set up (0 or -ENOMEM), has a new configuration, is going. Context: process. */
int natgw_announce_init(struct natgw_net *nn);
void natgw_announce_changed(struct natgw_net *nn);
void natgw_announce_exit(struct natgw_net *nn);

#endif
