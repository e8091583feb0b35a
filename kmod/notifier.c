// SPDX-License-Identifier: GPL-2.0-only
/*
 * notifier.c - interfaces come, go, are renamed, and get others above or below them
 */
#include <linux/if_arp.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>

#include "device.h"
#include "devices.h"
#include "policy.h"
#include "zones.h"

/*
 * The zone of @dev alone has changed. 0, or -errno if it is not hooked, or 1: others
 * are to be looked at as well.
 */
static int device_rezone(struct nfsl_net *nn, struct net_device *dev,
			 struct nfsl_policy *policy, enum slammer_zone zone)
{
	struct nfsl_device *device = nfsl_device_of(nn, dev);
	int err;

	/* all sessions of PPPoE depend on that */
	if (dev->type == ARPHRD_PPP)
		return 1;
	if (device && zone == ZONE_NONE)
		nfsl_devices_left(nn);
	/* it is on its way out */
	if (dev->reg_state != NETREG_REGISTERED)
		return 0;
	err = nfsl_device_want(nn, dev, policy, zone);
	device = nfsl_device_of(nn, dev);
	if (device)
		nfsl_device_settle(nn, device, policy);
	return err;
}

static bool is_linked(const struct net_device *dev)
{
	return !list_empty(&dev->adj_list.upper) ||
	       !list_empty(&dev->adj_list.lower);
}

/* The same, and what follows from it. One that finds no place needs no other look. */
static void device_change(struct nfsl_net *nn, struct net_device *dev,
			  struct nfsl_policy *policy, enum slammer_zone zone)
{
	int err = device_rezone(nn, dev, policy, zone);

	if (err > 0)
		nfsl_devices_update(nn, policy);
	else if (err)
		nfsl_devices_unguarded(nn, dev, nn->n_unguarded + 1, err);
}

static void device_new(struct nfsl_net *nn, struct net_device *dev,
		       struct nfsl_policy *policy)
{
	enum slammer_zone zone;

	/* reported again as the module is loaded */
	if (nfsl_zone_known(dev, policy))
		return;
	if (nfsl_zone_alone(dev, policy, &zone))
		device_change(nn, dev, policy, zone);
	else
		nfsl_devices_update(nn, policy);
}

static void device_renamed(struct nfsl_net *nn, struct net_device *dev,
			   struct nfsl_policy *policy)
{
	enum slammer_zone zone;

	if (nfsl_zone_alone(dev, policy, &zone))
		device_change(nn, dev, policy, zone);
	else
		nfsl_devices_update(nn, policy);
}

static void device_relinked(struct nfsl_net *nn, struct net_device *dev,
			    struct nfsl_policy *policy, const void *ptr)
{
	struct net_device *alone;
	enum slammer_zone zone;

	alone = nfsl_zones_relinked(nn, policy, ptr, dev, &zone);
	if (alone)
		device_change(nn, alone, policy, zone);
	else
		nfsl_devices_update(nn, policy);
}

/* The module goes: every interface is said to go, and none may be hooked again. */
static bool ending;

/*
 * Links are cut before an interface goes, but they stay if it goes to another namespace.
 */
static void device_gone(struct nfsl_net *nn, struct net_device *dev,
			struct nfsl_policy *policy)
{
	struct nfsl_device *device = nfsl_device_of(nn, dev);

	if (device) {
		if (policy)
			WRITE_ONCE(policy->zone[device->slot], ZONE_NONE);
		nfsl_device_unhook(device);
	}
	if (!policy || ending || nn->ending)
		return;
	if (device)
		nfsl_devices_left(nn);
	if (dev->type == ARPHRD_PPP ||
	    (dev->reg_state == NETREG_REGISTERED && is_linked(dev)))
		nfsl_devices_update(nn, policy);
}

/* Its name is not what it was, for none of the two. */
static void device_forget(struct nfsl_net *nn, const struct net_device *dev,
			  struct nfsl_policy *policy)
{
	if (policy)
		nfsl_zone_forget(dev, policy);
	if (nn->coming)
		nfsl_zone_forget(dev, nn->coming);
}

static int device_event(struct notifier_block *block, unsigned long event,
			void *ptr)
{
	struct net_device *dev = netdev_notifier_info_to_dev(ptr);
	struct nfsl_net *nn = nfsl_net(dev_net(dev));
	struct nfsl_policy *policy = rtnl_dereference(nn->policy);

	/* reported again while it is referenced; its index may be another one's by now */
	if (event == NETDEV_UNREGISTER && dev->reg_state == NETREG_UNREGISTERED)
		return NOTIFY_DONE;
	if (event == NETDEV_CHANGENAME || event == NETDEV_UNREGISTER)
		device_forget(nn, dev, policy);
	if (event == NETDEV_UNREGISTER)
		device_gone(nn, dev, policy);
	if (!policy || nn->ending)
		return NOTIFY_DONE;
	switch (event) {
	case NETDEV_REGISTER:
		device_new(nn, dev, policy);
		break;
	case NETDEV_CHANGENAME:
		device_renamed(nn, dev, policy);
		break;
	case NETDEV_CHANGEUPPER:
		device_relinked(nn, dev, policy, ptr);
		break;
	case NETDEV_POST_TYPE_CHANGE:
		nfsl_devices_update(nn, policy);
		break;
	}
	return NOTIFY_DONE;
}

/* The last one: what goes with an interface is cut from it before. */
static struct notifier_block device_notifier = {
	.notifier_call = device_event,
	.priority = INT_MIN,
};

static bool watched;

int nfsl_devices_init(void)
{
	int err = register_netdevice_notifier(&device_notifier);

	watched = !err;
	return err;
}

bool nfsl_devices_watched(void)
{
	return watched;
}

/* Every interface is reported to be going, one after the other, while all are there. */
void nfsl_devices_exit(void)
{
	rtnl_lock();
	ending = true;
	rtnl_unlock();
	unregister_netdevice_notifier(&device_notifier);
}
