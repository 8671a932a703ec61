// Short forms, each written out (canonical_forms.cpp, canonical_mounts.cpp). In: a value as it stands. Out: the value that takes its place;
// the same one if it is no short form, if it is wrong (reported), or if it holds a variable that decides its shape.
#pragma once

#include "frontend/compose/edit.h"

namespace stackc::compose {

// A short form that cannot be read is left as it is where variables are: unknown ones, or all of them without interpolation.
inline bool may_stay(const Context& context, const model::Value& value) { return value.symbolic || !context.options.interpolate; }

model::Value* write_out_build(Context& context, model::Value* value);       // "." -> {context}
model::Value* write_out_source(Context& context, model::Value* value);      // "name" -> {source}
model::Value* write_out_extends(Context& context, model::Value* value);     // "base" -> {service}
model::Value* write_out_depends_on(Context& context, model::Value* value);  // [a] -> {a: {condition, required}}
model::Value* write_out_names(Context& context, model::Value* value);       // [a] -> {a: null}
model::Value* write_out_list(Context& context, model::Value* value);        // "a" -> ["a"]
model::Value* write_out_env_file(Context& context, model::Value* value);    // "a" -> [{path, required}]
model::Value* write_out_gpus(Context& context, model::Value* value);        // all -> [{count: all}]
model::Value* write_out_schedule(Context& context, model::Value* value);    // "0 3 * * *" -> {cron}
model::Value* write_out_text(Context& context, model::Value* value);        // true -> "true"
void write_out_external(Context& context, model::Value& resource);          // {external: {name}} -> name, external: true

model::Value* write_out_device(Context& context, model::Value* value);    // "/dev/a:/dev/b:r" -> {source, target, permissions}
model::Value* write_out_volume(Context& context, model::Value* value);    // "./a:/b:ro" -> {type, source, target ...}
void write_out_ports(Context& context, model::Value& list);               // "80-81:80-81" -> two maps; the list is changed
model::Value* write_out_ssh(Context& context, model::Value* value);       // [default, id=path] -> {default: null, id: path}
model::Value* write_out_contexts(Context& context, model::Value* value);  // [name=where] -> {name: where}

// [A=1, B] -> {A: "1", B: null}. Names of variables may not end with a blank; those of build arguments only if a value follows.
enum class Blanks : std::uint8_t { kAllowed, kRefused, kRefusedWithValue };
model::Value* write_out_pairs(Context& context, model::Value* value, Blanks blanks = Blanks::kAllowed);
model::Value* write_out_command(Context& context, model::Value* value);      // "a 'b c'" -> [a, b c]
model::Value* write_out_health_test(Context& context, model::Value* value);  // "x y" -> [CMD-SHELL, x y]

}  // namespace stackc::compose
