// Team.h for programs that never use threads: a team is its caller. No thread library is needed.
#include "runtime/Core/Team.h"

#include "runtime/Core/FloatMode.h"
#include "runtime/Core/Program.h"

#include <stdlib.h>

struct luge_team {
  char unused;
};

size_t luge_team_size(int threads) { return threads == 1 ? LUGE_ALIGNMENT : 0; }

luge_status luge_team_init(luge_team *team, size_t bytes, int threads) {
  if (!team)
    return LUGE_ERROR_NULL;
  if (threads != 1)
    return LUGE_ERROR_OPTION;
  if ((uintptr_t)team % LUGE_ALIGNMENT != 0)
    return LUGE_ERROR_ALIGNMENT;
  return bytes < luge_team_size(threads) ? LUGE_ERROR_SIZE : LUGE_OK;
}

void luge_team_destroy(luge_team *team) { (void)team; }

luge_status luge_team_create(int threads, luge_team **team) {
  if (!team)
    return LUGE_ERROR_NULL;
  *team = NULL;
  if (threads != 1)
    return LUGE_ERROR_OPTION;
  *team = aligned_alloc(LUGE_ALIGNMENT, luge_team_size(threads));
  return *team ? LUGE_OK : LUGE_ERROR_SIZE;
}

void luge_team_free(luge_team *team) { free(team); }

int luge_team_threads(const luge_team *team) {
  (void)team;
  return 1;
}

void luge_team_run(luge_team *team, luge_task task, void *context) {
  luge_float_mode before = luge_set_float_mode();
  task(context, team, 0, 1);
  luge_restore_float_mode(before);
}

void luge_team_barrier(luge_team *team) { (void)team; }
