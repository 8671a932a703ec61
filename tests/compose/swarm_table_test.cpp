// The column `swarm` of the key table against the loader of `docker stack`: which keys it does not know, and which it refuses by name. A
// key stands there without a value: what is said of the key itself tells which it is.
#include <gtest/gtest.h>

#include "reference.h"
#include "schema/compose.h"

namespace {

using namespace stackc;
using namespace stackc::compose_test;
namespace sc = schema::compose;

struct Place {
  sc::Object object;
  const char* before;  // the file up to the key
  const char* after;
};
constexpr Place kPlaces[] = {
    {sc::Object::kRoot, "{services: {w: {image: a}}, ", "}"},
    {sc::Object::kService, "{services: {w: {image: a, ", "}}}"},
    {sc::Object::kHealthcheck, "{services: {w: {image: a, healthcheck: {", "}}}}"},
    {sc::Object::kDeploy, "{services: {w: {image: a, deploy: {", "}}}}"},
    {sc::Object::kBuild, "{services: {w: {image: a, build: {", "}}}}"},
    {sc::Object::kPlacement, "{services: {w: {image: a, deploy: {placement: {", "}}}}}"},
    {sc::Object::kUpdate, "{services: {w: {image: a, deploy: {update_config: {", "}}}}}"},
    {sc::Object::kLimits, "{services: {w: {image: a, deploy: {resources: {limits: {", "}}}}}}"},
    {sc::Object::kReservations, "{services: {w: {image: a, deploy: {resources: {reservations: {", "}}}}}}"},
    {sc::Object::kNetwork, "{services: {w: {image: a}}, networks: {n: {", "}}}"},
    {sc::Object::kVolume, "{services: {w: {image: a}}, volumes: {n: {", "}}}"},
    {sc::Object::kSecret, "{services: {w: {image: a}}, secrets: {n: {", "}}}"},
    {sc::Object::kConfig, "{services: {w: {image: a}}, configs: {n: {", "}}}"},
};

TEST(SwarmTable, TheLoaderOfDockerStackKnowsTheSameKeys) {
  Reference reference(default_reference());
  if (!reference.started()) GTEST_FAIL() << "the reference is not installed; tools/judges/install.sh light";
  Scratch scratch;
  std::size_t asked = 0;
  for (const Place& place : kPlaces) {
    for (const sc::Key& key : sc::keys(place.object)) {
      if (key.name == "*" || key.name == "[]" || key.name == "services") continue;
      Case c;
      c.name = "case";
      c.swarm = true;
      c.stage = "config";
      c.compose_files = {"stack.yaml"};
      c.files = {{"stack.yaml", std::string(place.before) + std::string(key.name) + ": " + place.after + "\n"}};
      ASSERT_TRUE(write_case(c, scratch.path()));
      Verdict verdict = reference.ask(c, scratch.path());
      bool unknown = verdict.error.find("dditional property") != std::string::npos;
      bool forbidden = !unknown && verdict.error.find("orbidden") != std::string::npos;
      sc::Swarm said = key.swarm;
      std::string where = std::string(sc::object_name(place.object)) + ", `" + std::string(key.name) + "`: " + verdict.error;
      if (place.object == sc::Object::kBuild) {  // ignored as a whole: any key may stand there
        EXPECT_FALSE(unknown || forbidden) << where;
        ++asked;
        continue;
      }
      EXPECT_EQ(said == sc::Swarm::kUnknown, unknown) << where;
      if (!unknown) {
        EXPECT_EQ(said == sc::Swarm::kForbidden, forbidden) << where;
      }
      ++asked;
    }
  }
  EXPECT_GT(asked, 150u);
}

}  // namespace
