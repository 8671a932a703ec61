// Texts for generated projects: for each kind of place a list of good ones, odd ones and bad ones, as they stand in a YAML file.
#pragma once

#include <string>
#include <string_view>

#include "../yaml/random.h"

namespace stackc::compose_test {

enum class TextOf {
  kName,
  kAnyScalar,
  kWord,
  kPair,
  kHost,
  kNumber,
  kNumberText,
  kPortNumber,
  kBoolean,
  kBytes,
  kDuration,
  kMode,
  kPort,
  kVolume,
  kCommand,
  kDevice,
  kResource,
  kService,
  kBaseFile,
  kEnvFile,
  kPath,
  kNamespace,
  kTarget,
  kAddress,
  kExpose,
  kPullPolicy,
};
std::string_view text_of(yaml_test::Random& random, TextOf kind, bool tame);  // tame: a good one
// Now and then a variable stands for it, or for a part.
std::string with_variable(yaml_test::Random& random, std::string text, bool tame);

}  // namespace stackc::compose_test
