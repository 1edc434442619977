/* A region far outside of the picture. */
#include "good_begin.h"

static cph_status run(void* instance, cph_call* call) {
  const double points[] = {-5e5, 0, 10, 10};
  const cph_region region = {sizeof region, 2, points, "far"};
  cph_finding finding = finding_of(1);
  (void)instance;
  finding.regions = &region;
  finding.region_count = 1;
  return host->finding_add(call, &finding);
}

#define RUN run

#include "good_end.h"
