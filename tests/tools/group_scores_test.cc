#include "tools/group_scores.h"

#include <catch2/catch.hpp>

using namespace discern;

TEST_CASE("a group has its highest score and the mean of its three highest", "[tools][groups]") {
  GroupScores scores;
  scores.add({{"p 1", "a", 1, false}, {"p 2", "b", 7, true}, {"p 1", "c", 5, true}});
  scores.add({{"p 1", "d", 2, false}, {"p 1", "e,f", 5, true}, {"p 1", "g", 0, false}});
  CHECK(scores.csv() ==
        "group,records,alerts,max,top_mean,strangest\n"
        "p 1,5,2,5,4,c\n"
        "p 2,1,1,7,7,b\n");
}
