# SPDX-License-Identifier: GPL-2.0-or-later
# What goes where on a system; debian/ sorts the same files into packages.

SYSCONF := $(DESTDIR)/etc
SHARE   := $(DESTDIR)$(PREFIX)/share
UNITS_DIR := $(DESTDIR)/lib/systemd/system
DKMS    := $(DESTDIR)/usr/src/nf-slammer-$(VERSION)

.PHONY: install install-programs install-words install-system install-dkms deb

install: install-programs install-words install-system install-dkms

install-programs: programs
	install -D -t $(DESTDIR)$(PREFIX)/sbin $(BUILD)/slammerd $(BUILD)/slammerctl
	install -D -t $(DESTDIR)$(PREFIX)/bin $(BUILD)/slammer-advisory

install-words:
	for page in $$(find userspace advisories kmod -name '*.[1-8]'); do \
		install -D -m 644 -t $(SHARE)/man/man$${page##*.} "$$page" || \
			exit 1; \
	done
	install -D -m 644 -t $(SHARE)/bash-completion/completions etc/completions/*
	install -D -m 644 -t $(SHARE)/nf-slammer/shapes userspace/status/shapes/* \
		advisories/facts/shapes/*
	install -D -m 644 -t $(SHARE)/doc/nf-slammer/examples \
		etc/prometheus.rules.yml etc/grafana-board.json
	cd advisories && find templates -type f -exec install -D -m 644 {} \
		$(abspath $(SHARE))/nf-slammer/{} \;

# The operator's own files stay as they are.
install-system:
	for file in etc/*.conf; do \
		to=$(SYSCONF)/nf-slammer/$${file##*/}; \
		[ -e "$$to" ] || install -D -m 644 "$$file" "$$to" || exit 1; \
	done
	[ -e $(SYSCONF)/modprobe.d/nf-slammer.conf ] || install -D -m 644 \
		etc/nf-slammer.modprobe $(SYSCONF)/modprobe.d/nf-slammer.conf
	install -D -m 644 -t $(UNITS_DIR) etc/nf-slammer.service \
		etc/nf-slammer@.service
	for unit in nf-slammer nf-slammer@; do \
		install -D -m 644 etc/nf-slammer.hardening \
			$(UNITS_DIR)/$$unit.service.d/hardening.conf || exit 1; \
	done
	install -D -m 644 etc/nf-slammer.sysusers \
		$(DESTDIR)/usr/lib/sysusers.d/nf-slammer.conf
	install -D -m 644 etc/nf-slammer.tmpfiles \
		$(DESTDIR)/usr/lib/tmpfiles.d/nf-slammer.conf

# The module's sources for DKMS, and what has them built for each kernel
install-dkms:
	rm -rf $(DKMS)
	mkdir -p $(DKMS) $(DESTDIR)/usr/lib/nf-slammer
	cp --parents -t $(DKMS) $(KSRC)
	chmod -R u=rwX,go=rX $(DKMS)
	sed 's/@VERSION@/$(VERSION)/' etc/nf-slammer.dkms >$(DKMS)/dkms.conf
	sed 's/@VERSION@/$(VERSION)/' etc/nf-slammer-build \
		>$(DESTDIR)/usr/lib/nf-slammer/nf-slammer-build
	chmod 755 $(DESTDIR)/usr/lib/nf-slammer/nf-slammer-build
	for hook in postinst.d header_postinst.d; do \
		install -D etc/nf-slammer-hook \
			$(SYSCONF)/kernel/$$hook/nf-slammer || exit 1; \
	done

deb:
	tests/package/deps.sh
	debian/build.sh $(BUILD)/deb
