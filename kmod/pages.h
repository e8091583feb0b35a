/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pages.h - memory of tables, by the page
 *
 * A large table takes just the pages that it needs, on the node of the CPU that uses
 * it, and not the next power of two. They are accounted to whoever asks for them. If
 * there is no memory the table is refused, and nobody is killed to get some.
 */
#ifndef NF_SLAMMER_PAGES_H
#define NF_SLAMMER_PAGES_H

#include <linux/types.h>

struct page;

/**
 * struct nfsl_pages - memory that was allocated
 * @at:		its first byte; zeroed
 * @page:	its pages
 * @count:	of them
 */
struct nfsl_pages {
	void *at;
	struct page **page;
	u32 count;
};

/* May sleep. @node: of a CPU, or NUMA_NO_NODE. 0, or -ENOMEM. */
int nfsl_pages_alloc(struct nfsl_pages *pages, size_t size, int node);

/* @pages may be a copy, and may not be in the memory that is freed. */
void nfsl_pages_free(const struct nfsl_pages *pages);

#endif /* NF_SLAMMER_PAGES_H */
