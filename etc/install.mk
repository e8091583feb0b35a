# SPDX-License-Identifier: GPL-2.0-or-later
# What goes where on a system; debian/ sorts the same files into packages.
#
# PREFIX is for programs, pages, units and data: /usr, or /usr/local for what no
# package manager knows. Configuration is always in /etc, and DKMS looks in /usr/src.

SYSCONF := $(DESTDIR)/etc
LIB     := $(DESTDIR)$(PREFIX)/lib
SHARE   := $(DESTDIR)$(PREFIX)/share
# Debian 12 packs units in /lib (debian/rules); systemd looks in both.
SYSTEMD_UNITS ?= $(PREFIX)/lib/systemd/system
UNITS_DIR := $(DESTDIR)$(SYSTEMD_UNITS)
# zsh looks in vendor-completions for what packages bring.
ZSH_FUNCTIONS := $(if $(filter /usr,$(PREFIX)),vendor-completions,site-functions)
DKMS    := $(DESTDIR)/usr/src/nf-slammer-$(VERSION)

.PHONY: install install-programs install-data install-system install-dkms \
	uninstall deb

install: install-programs install-data install-system install-dkms

# Our paths below PREFIX, and the version, in everything that is text. In manual
# pages a hyphen has a backslash before it.
PLACE := sed -e 's,/usr/\(s\?bin/slammer\|\(lib\|share\|share/doc\)/nf\\\?-slammer\),$(PREFIX)/\1,g' \
	-e 's/@VERSION@/$(VERSION)/g' \
	-e '/^\.TH /s/"nf-slammer [0-9][^"]*"/"nf-slammer $(VERSION)"/'
# put MODE FILE TARGET, for the shell
PUT := put() { install -D -m "$$1" /dev/null "$$3" && $(PLACE) "$$2" >"$$3"; }

install-programs: programs
	install -D -t $(DESTDIR)$(PREFIX)/sbin $(BUILD)/slammerd $(BUILD)/slammerctl
	install -D -t $(DESTDIR)$(PREFIX)/bin $(BUILD)/slammer-advisory
	install -D -m 644 -t $(SHARE)/nf-slammer $(BUILD)/example.pcap

install-data:
	$(PUT); for page in $$(find userspace advisories kmod -name '*.[1-8]'); do \
		put 644 "$$page" $(SHARE)/man/man$${page##*.}/$${page##*/} || \
			exit 1; \
	done
	install -D -m 644 -t $(SHARE)/bash-completion/completions etc/completions/slammer*
	install -D -m 644 -t $(SHARE)/zsh/$(ZSH_FUNCTIONS) etc/completions/zsh/*
	install -D -m 644 -t $(SHARE)/fish/vendor_completions.d etc/completions/fish/*
	install -D -m 644 -t $(SHARE)/nf-slammer/shapes userspace/status/shapes/* \
		advisories/facts/shapes/*
	install -D -m 644 -t $(SHARE)/doc/nf-slammer/examples \
		etc/prometheus.rules.yml etc/grafana-board.json
	cd advisories && find templates -type f -exec install -D -m 644 {} \
		$(abspath $(SHARE))/nf-slammer/{} \;

# Files that the operator may have edited are left as they are.
install-system:
	for file in etc/*.conf; do \
		to=$(SYSCONF)/nf-slammer/$${file##*/}; \
		[ -e "$$to" ] || install -D -m 644 "$$file" "$$to" || exit 1; \
	done
	[ -e $(SYSCONF)/modprobe.d/nf-slammer.conf ] || install -D -m 644 \
		etc/nf-slammer.modprobe $(SYSCONF)/modprobe.d/nf-slammer.conf
	$(PUT); for unit in nf-slammer nf-slammer@; do \
		put 644 etc/$$unit.service $(UNITS_DIR)/$$unit.service && \
		put 644 etc/nf-slammer.hardening \
			$(UNITS_DIR)/$$unit.service.d/hardening.conf || exit 1; \
	done
	for name in nf-slammer nf-slammer-advisory; do \
		install -D -m 644 etc/$$name.sysusers \
			$(LIB)/sysusers.d/$$name.conf && \
		install -D -m 644 etc/$$name.tmpfiles \
			$(LIB)/tmpfiles.d/$$name.conf || exit 1; \
	done
	install -D -m 644 etc/nf-slammer.modules-load \
		$(LIB)/modules-load.d/nf-slammer.conf

# The module's sources for DKMS, and the hooks that build it for each kernel
install-dkms:
	rm -rf $(DKMS)
	mkdir -p $(DKMS)
	cp --parents -t $(DKMS) $(KSRC)
	chmod -R u=rwX,go=rX $(DKMS)
	$(PUT); put 644 etc/nf-slammer.dkms $(DKMS)/dkms.conf && \
		put 755 etc/nf-slammer-build $(LIB)/nf-slammer/nf-slammer-build && \
		for hook in postinst.d header_postinst.d; do \
			put 755 etc/nf-slammer-hook \
				$(SYSCONF)/kernel/$$hook/nf-slammer || exit 1; \
		done

# Removes what `make install` with the same DESTDIR and PREFIX installs: that is
# installed again, into $(STAGE) and with empty files for what is built, for their list.
# Edited configuration, statistics and bulletins stay.
STAGE := $(BUILD)/uninstall

uninstall:
	@rm -rf $(STAGE)
	@for file in sbin/slammerd sbin/slammerctl bin/slammer-advisory \
			share/nf-slammer/example.pcap; do \
		install -D /dev/null $(STAGE)$(PREFIX)/$$file || exit 1; \
	done
	@$(MAKE) -s install-data install-system install-dkms \
		DESTDIR=$(abspath $(STAGE))
	$(if $(DESTDIR),,@! command -v dkms >/dev/null || \
		dkms remove nf-slammer/$(VERSION) --all 2>/dev/null || true)
	@rm -f "$(DESTDIR)/var/lib/nf-slammer/not-built"
	@cd $(STAGE) && find . -type f -o -type l | while read -r file; do \
		case $$file in ./etc/nf-slammer/* | ./etc/modprobe.d/*) \
			[ -e "$(DESTDIR)/$$file" ] || continue; \
			cmp -s "$$file" "$(DESTDIR)/$$file" || \
				{ echo "kept, because it was edited: $${file#.}"; \
				  continue; } ;; \
		esac; \
		rm -f "$(DESTDIR)/$$file" || exit 1; \
	done
	@cd $(STAGE) && find . -depth -type d -path '*nf-slammer*' | \
		while read -r folder; do \
			rmdir --ignore-fail-on-non-empty "$(DESTDIR)/$$folder" \
				2>/dev/null || true; \
		done
	@rm -rf $(STAGE)

deb:
	@tests/deps.sh programs options deb
	debian/build.sh $(BUILD)/deb
