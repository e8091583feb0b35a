/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * judge.h - what is done with a packet that needed a closer look
 *
 * The story in one place for all hooks: packet -> reason -> direction -> verdict
 * -> count. Nothing is allocated or locked; of what is shared between CPUs only
 * the bucket of a limit is written, by packets that it lets by.
 */
#ifndef NF_SLAMMER_JUDGE_H
#define NF_SLAMMER_JUDGE_H

#include <linux/types.h>

struct nfsl_device;
struct sk_buff;

/* Where a packet is when it is judged. */
enum nfsl_stage {
	NFSL_STAGE_INGRESS,	/* first of all; it can come by STAGE_INET later */
	NFSL_STAGE_INET,	/* before routing, whole again if it was fragments */
	NFSL_STAGE_OUTPUT	/* the router's own */
};

/**
 * struct nfsl_view - how a packet is announced to us
 * @type:  EtherType of what is at skb->data, host order
 * @tags:  VLAN tags that were taken off
 * @stage: where it is
 * @again: it was judged at ingress, and counted there unless it was to wait for
 *	   this: only what waited is decided now
 */
struct nfsl_view {
	u16 type;
	u8 tags;
	u8 stage;
	bool again;
};

/**
 * nfsl_judge - the whole story, from bytes to the verdict of netfilter
 *
 * Bottom halves are off. Returns NF_ACCEPT, NF_DROP, or in the stages that can
 * queue NF_QUEUE with the queue's number.
 */
unsigned int nfsl_judge(struct nfsl_device *device, const struct sk_buff *skb,
			struct nfsl_view view);

#endif /* NF_SLAMMER_JUDGE_H */
