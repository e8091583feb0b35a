// SPDX-License-Identifier: GPL-2.0-only
/*
 * devices.c - which interfaces carry the hook
 */
#include <linux/if_arp.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <linux/workqueue.h>

#include "compat.h"
#include "device.h"
#include "devices.h"
#include "hook.h"
#include "policy.h"
#include "zones.h"

/* Slots that interfaces in zone unnamed leave for those that have a name. */
#define SPARE_SLOTS	(NFSL_DEVICES_MAX / 4)

/*
 * Interfaces whose hooks are registered, or removed, before others may have RTNL: some
 * 20,000 instructions for each.
 */
#define AT_ONCE		128

/* Of an interface: ingress, and egress where the kernel has it. */
#define DEVICE_HOOKS	(1 + NFSL_EGRESS)

static void hooks_fill(struct nfsl_device *device, struct net_device *dev)
{
	device->ops[0] = (struct nf_hook_ops) {
		.hook = nfsl_hook_ingress,
		.priv = device,
		.dev = dev,
		.pf = NFPROTO_NETDEV,
		.hooknum = NF_NETDEV_INGRESS,
		.priority = INT_MIN,
	};
#if NFSL_EGRESS
	device->ops[1] = device->ops[0];
	device->ops[1].hook = nfsl_hook_egress;
	device->ops[1].hooknum = NF_NETDEV_EGRESS;
	device->ops[1].priority = INT_MAX;
#endif
}

static struct nfsl_device *device_hook(struct nfsl_net *nn,
				       struct net_device *dev,
				       enum slammer_zone zone)
{
	struct nfsl_device *device;
	int err;

	if (zone == ZONE_UNNAMED &&
	    nn->n_devices >= NFSL_DEVICES_MAX - SPARE_SLOTS)
		return ERR_PTR(-ENOSPC);
	device = nfsl_device_new(nn, dev->ifindex, zone);
	if (IS_ERR(device))
		return device;
	hooks_fill(device, dev);
	err = nf_register_net_hooks(nn->net, device->ops, DEVICE_HOOKS);
	if (err) {
		nfsl_device_remove(device);
		return ERR_PTR(err);
	}
	nn->n_devices++;
	return device;
}

void nfsl_device_unhook(struct nfsl_device *device)
{
	struct nfsl_net *nn = device->nn;

	nf_unregister_net_hooks(nn->net, device->ops, DEVICE_HOOKS);
	nn->n_devices--;
	nfsl_device_remove(device);
}

int nfsl_devices_hook_local(struct nfsl_net *nn)
{
	static const struct nf_hook_ops output = {
		.hook = nfsl_hook_output,
		.hooknum = NF_INET_LOCAL_OUT,
		.priority = INT_MIN,
	};
	struct nfsl_device *device = nfsl_device_new(nn, 0, ZONE_LOCAL);
	int err, i;

	if (IS_ERR(device))
		return PTR_ERR(device);
	for (i = 0; i < ARRAY_SIZE(device->ops); i++) {
		device->ops[i] = output;
		device->ops[i].priv = device;
		device->ops[i].pf = i ? NFPROTO_IPV6 : NFPROTO_IPV4;
	}
	err = nf_register_net_hooks(nn->net, device->ops,
				    ARRAY_SIZE(device->ops));
	if (err) {
		nfsl_device_remove(device);
		return err;
	}
	nn->local = device;
	return 0;
}

void nfsl_devices_unhook_local(struct nfsl_net *nn)
{
	struct nfsl_device *device = nn->local;

	if (!device)
		return;
	nf_unregister_net_hooks(nn->net, device->ops, ARRAY_SIZE(device->ops));
	nn->local = NULL;
	nfsl_device_remove(device);
}

/* Hook @dev if @zone says so, and fill in the zone. 0 or -errno. */
int nfsl_device_want(struct nfsl_net *nn, struct net_device *dev,
		       struct nfsl_policy *policy, enum slammer_zone zone)
{
	struct nfsl_device *device = nfsl_device_of(nn, dev);

	if (!device && zone != ZONE_NONE)
		device = device_hook(nn, dev, zone);
	if (IS_ERR(device))
		return PTR_ERR(device);
	if (device)
		WRITE_ONCE(policy->zone[device->slot], zone);
	return 0;
}

/* @count interfaces that should be hooked are not, @dev and perhaps others. */
void nfsl_devices_unguarded(struct nfsl_net *nn, const struct net_device *dev,
		      u32 count, int err)
{
	if (count > nn->n_unguarded && net_ratelimit())
		netdev_warn(dev, "nf_slammer: not guarded, error %d (%u interfaces, %u are guarded)\n",
			    err, count, nn->n_devices);
	nn->n_unguarded = count;
}

/*
 * Hook what @zones say. Interfaces without a name may be too many: that is no reason
 * to leave out those that have one. With @strict other errors end it, and so does, with
 * 1, the time to let others have RTNL.
 */
static int devices_want(struct nfsl_net *nn, struct nfsl_policy *policy,
			const struct nfsl_zones *zones, bool strict)
{
	const struct net_device *which = NULL;
	u32 i, missing = 0, had = nn->n_devices;
	int err, why = 0;

	for (i = 0; i < zones->stack.n; i++) {
		if (strict && nn->n_devices - had >= AT_ONCE)
			return 1;
		err = nfsl_device_want(nn, zones->dev[i], policy,
				  nfsl_zones_wanted(zones, i));
		if (!err)
			continue;
		if (strict && (err != -ENOSPC ||
			       nfsl_zones_wanted(zones, i) != ZONE_UNNAMED))
			return err;
		if (!missing++)
			which = zones->dev[i];
		why = err;
	}
	nfsl_devices_unguarded(nn, which, missing, why);
	return 0;
}

/* All is hooked that will be: which interfaces leave sessions of PPPoE to their links? */
static void ppp_review(struct nfsl_net *nn, struct nfsl_policy *policy,
		       const struct nfsl_zones *zones)
{
	bool any = false, hooked = true, named = true;
	enum slammer_zone zone;
	u32 i;

	for (i = 0; i < zones->stack.n; i++) {
		if (zones->dev[i]->type != ARPHRD_PPP)
			continue;
		zone = nfsl_device_of(nn, zones->dev[i]) ?
		       nfsl_zones_wanted(zones, i) : ZONE_NONE;
		any = true;
		hooked &= zone != ZONE_NONE;
		named &= zone != ZONE_NONE && zone != ZONE_UNNAMED;
	}
	WRITE_ONCE(policy->ppp_hooked, any && hooked);
	WRITE_ONCE(policy->ppp_named, any && named);
}

static int devices_review(struct nfsl_net *nn, struct nfsl_policy *policy,
			  bool strict)
{
	struct nfsl_zones zones;
	int err;

	err = nfsl_zones_compute(&zones, nn, policy);
	if (err)
		return err;
	err = devices_want(nn, policy, &zones, strict);
	if (!err)
		ppp_review(nn, policy, &zones);
	nfsl_zones_free(&zones);
	return err;
}

int nfsl_devices_hook(struct nfsl_net *nn, struct nfsl_policy *policy)
{
	nn->coming = policy;
	/* interfaces may have gone since the last call, and others have their slots */
	memset(policy->zone, ZONE_NONE, sizeof(policy->zone));
	policy->zone[nn->local->slot] = ZONE_LOCAL;
	return devices_review(nn, policy, true);
}

/* As the active policy says. Was there something to do? */
bool nfsl_device_settle(struct nfsl_net *nn, struct nfsl_device *device,
			  const struct nfsl_policy *policy)
{
	enum slammer_zone zone;

	zone = policy ? policy->zone[device->slot] : ZONE_NONE;
	if (zone == device->zone)
		return false;
	if (zone != ZONE_NONE)
		nfsl_device_set_zone(device, zone);
	else if (nn->coming)	/* which may guard it */
		return false;
	else
		nfsl_device_unhook(device);
	return true;
}

/* With @most interfaces at most. Are there more? */
static bool devices_settle(struct nfsl_net *nn, u32 most)
{
	const struct nfsl_policy *policy = rtnl_dereference(nn->policy);
	struct nfsl_device *device;
	struct net_device *dev;

	for_each_netdev(nn->net, dev) {
		device = nfsl_device_of(nn, dev);
		if (device && nfsl_device_settle(nn, device, policy) && !--most)
			return true;
	}
	return false;
}

static void devices_unhook_all(struct nfsl_net *nn)
{
	struct nfsl_device *device;
	struct net_device *dev;

	for_each_netdev(nn->net, dev) {
		device = nfsl_device_of(nn, dev);
		if (device)
			nfsl_device_unhook(device);
	}
}

bool nfsl_devices_unhook(struct nfsl_net *nn)
{
	nn->coming = NULL;
	return devices_settle(nn, AT_ONCE);
}

/*
 * Interfaces were renamed, or have another one above or below them now. What is left to
 * do afterwards is done soon: those that are not wanted any more pass everything.
 */
void nfsl_devices_update(struct nfsl_net *nn, struct nfsl_policy *policy)
{
	int err = devices_review(nn, policy, false);

	if (err && net_ratelimit())
		pr_warn("nf_slammer: interfaces keep their zones, error %d\n",
			err);
	if (devices_settle(nn, AT_ONCE))
		schedule_work(&nn->work);
}

void nfsl_devices_settle(struct nfsl_net *nn)
{
	struct nfsl_policy *policy = rtnl_dereference(nn->policy);

	if (policy && nn->n_unguarded)
		nfsl_devices_update(nn, policy);
}

void nfsl_rtnl_give_way(void)
{
	rtnl_unlock();
	cond_resched();
	rtnl_lock();
}

/* Events left something to do: for all of them at once, and some of it at a time. */
static void devices_work(struct work_struct *work)
{
	struct nfsl_net *nn = container_of(work, struct nfsl_net, work);

	rtnl_lock();
	while (!nn->ending && devices_settle(nn, AT_ONCE))
		nfsl_rtnl_give_way();
	if (!nn->ending)
		nfsl_devices_settle(nn);
	rtnl_unlock();
}

void nfsl_devices_left(struct nfsl_net *nn)
{
	if (nn->n_unguarded)
		schedule_work(&nn->work);
}

void nfsl_devices_begin(struct nfsl_net *nn)
{
	INIT_WORK(&nn->work, devices_work);
}

void nfsl_devices_end(struct nfsl_net *nn)
{
	nn->ending = true;
	nfsl_devices_unhook_local(nn);
	devices_unhook_all(nn);
}

void nfsl_devices_quiesce(struct nfsl_net *nn)
{
	cancel_work_sync(&nn->work);
}
