// SPDX-License-Identifier: GPL-2.0-only
/*
 * pages.c - memory of tables, by the page
 */
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/vmalloc.h>

#include "pages.h"

#define GFP_TABLE	(GFP_KERNEL_ACCOUNT | __GFP_NOWARN | __GFP_RETRY_MAYFAIL)

static void pages_put(const struct nfsl_pages *pages)
{
	u32 i;

	for (i = 0; i < pages->count; i++) {
		__free_page(pages->page[i]);
		cond_resched();
	}
	kvfree(pages->page);
}

/* A page at a time, so that the caller can be killed while there are few left. */
static bool pages_get(struct nfsl_pages *pages, u32 count, int node)
{
	struct page *page;

	while (pages->count < count) {
		page = alloc_pages_node(node, GFP_TABLE | __GFP_ZERO |
					      __GFP_HIGHMEM, 0);
		if (!page || fatal_signal_pending(current)) {
			if (page)
				__free_page(page);
			return false;
		}
		pages->page[pages->count++] = page;
		cond_resched();
	}
	return true;
}

int nfsl_pages_alloc(struct nfsl_pages *pages, size_t size, int node)
{
	u32 count = PAGE_ALIGN(size) >> PAGE_SHIFT;

	*pages = (struct nfsl_pages) {
		.page = kvmalloc_array(count, sizeof(*pages->page), GFP_TABLE),
	};
	if (!pages->page)
		return -ENOMEM;
	if (pages_get(pages, count, node))
		pages->at = vmap(pages->page, count, VM_MAP, PAGE_KERNEL);
	if (pages->at)
		return 0;
	pages_put(pages);
	return -ENOMEM;
}

void nfsl_pages_free(const struct nfsl_pages *pages)
{
	vunmap(pages->at);
	pages_put(pages);
}
