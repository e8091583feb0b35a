// SPDX-License-Identifier: GPL-2.0-only
/*
 * devices.c - which interfaces carry the hook
 */
#include <linux/if_arp.h>
#include <linux/netdevice.h>
#include <linux/netfilter_netdev.h>
#include <linux/rtnetlink.h>

#include "compat.h"
#include "device.h"
#include "devices.h"
#include "hook.h"
#include "policy.h"
#include "zones.h"

/* Slots that interfaces in zone unnamed leave for those that have a name. */
#define SPARE_SLOTS	(NFSL_DEVICES_MAX / 4)

/* @device is hooked, or not any more, in its zone. */
static void ppp_count(const struct nfsl_device *device, int more)
{
	struct nfsl_net *nn = device->nn;

	if (!device->ppp)
		return;
	WRITE_ONCE(nn->n_ppp, nn->n_ppp + more);
	if (device->zone == ZONE_UNNAMED)
		WRITE_ONCE(nn->n_ppp_unnamed, nn->n_ppp_unnamed + more);
}

static void device_set_zone(struct nfsl_device *device, enum slammer_zone zone)
{
	ppp_count(device, -1);
	nfsl_device_set_zone(device, zone);
	ppp_count(device, 1);
}

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
	device->ppp = dev->type == ARPHRD_PPP;
	hooks_fill(device, dev);
	err = nf_register_net_hooks(nn->net, device->ops, DEVICE_HOOKS);
	if (err) {
		nfsl_device_remove(device);
		return ERR_PTR(err);
	}
	nn->n_devices++;
	ppp_count(device, 1);
	return device;
}

static void device_unhook(struct nfsl_device *device)
{
	struct nfsl_net *nn = device->nn;

	nf_unregister_net_hooks(nn->net, device->ops, DEVICE_HOOKS);
	nn->n_devices--;
	ppp_count(device, -1);
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

int nfsl_devices_hook(struct nfsl_net *nn, struct nfsl_policy *policy)
{
	struct nfsl_device *device;
	struct net_device *dev;
	enum slammer_zone zone;

	policy->zone[nn->local->slot] = ZONE_LOCAL;
	for_each_netdev(nn->net, dev) {
		zone = nfsl_zone_wanted(dev, policy);
		if (zone == ZONE_NONE)
			continue;
		device = nfsl_device_of(nn, dev);
		if (!device)
			device = device_hook(nn, dev, zone);
		if (IS_ERR(device)) {
			nfsl_devices_unhook(nn);
			return PTR_ERR(device);
		}
		policy->zone[device->slot] = zone;
	}
	return 0;
}

void nfsl_devices_unhook(struct nfsl_net *nn)
{
	const struct nfsl_policy *policy = rtnl_dereference(nn->policy);
	struct nfsl_device *device;
	struct net_device *dev;
	enum slammer_zone zone;

	for_each_netdev(nn->net, dev) {
		device = nfsl_device_of(nn, dev);
		if (!device)
			continue;
		zone = policy ? policy->zone[device->slot] : ZONE_NONE;
		if (zone == ZONE_NONE)
			device_unhook(device);
		else if (zone != device->zone)
			device_set_zone(device, zone);
	}
}

/* An interface is new, was renamed, or has another one above or below it now. */
static void device_update(struct nfsl_net *nn, struct net_device *dev,
			  struct nfsl_policy *policy)
{
	struct nfsl_device *device = nfsl_device_of(nn, dev);
	enum slammer_zone zone = nfsl_zone_wanted(dev, policy);

	if (!device && zone != ZONE_NONE)
		device = device_hook(nn, dev, zone);
	if (IS_ERR(device)) {
		if (net_ratelimit())
			netdev_warn(dev, "nf_slammer: not guarded, error %ld\n",
				    PTR_ERR(device));
	} else if (device)
		WRITE_ONCE(policy->zone[device->slot], zone);
}

static void devices_update(struct nfsl_net *nn, struct nfsl_policy *policy)
{
	struct net_device *dev;

	for_each_netdev(nn->net, dev)
		device_update(nn, dev, policy);
	nfsl_devices_unhook(nn);
}

static int device_event(struct notifier_block *block, unsigned long event,
			void *ptr)
{
	struct net_device *dev = netdev_notifier_info_to_dev(ptr);
	struct nfsl_net *nn = nfsl_net(dev_net(dev));
	struct nfsl_policy *policy = rtnl_dereference(nn->policy);
	struct nfsl_device *device;

	if (!policy)
		return NOTIFY_DONE;
	switch (event) {
	case NETDEV_REGISTER:
		device_update(nn, dev, policy);
		break;
	case NETDEV_CHANGENAME:
	case NETDEV_CHANGEUPPER:
		devices_update(nn, policy);
		break;
	case NETDEV_UNREGISTER:
		device = nfsl_device_of(nn, dev);
		if (device) {
			WRITE_ONCE(policy->zone[device->slot], ZONE_NONE);
			device_unhook(device);
		}
		break;
	}
	return NOTIFY_DONE;
}

static struct notifier_block device_notifier = {
	.notifier_call = device_event,
};

int nfsl_devices_init(void)
{
	return register_netdevice_notifier(&device_notifier);
}

void nfsl_devices_exit(void)
{
	unregister_netdevice_notifier(&device_notifier);
}
