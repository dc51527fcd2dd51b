/// Scripts in Lua that judge or change objects, held to what a script needs: no files, no network,
/// no clock but `os.time`, and a budget of instructions.
///
/// Refuses to know what a script is for. Start with [LuaScript].
@NullMarked
package dev.tiphys.delivery.lua;

import org.jspecify.annotations.NullMarked;
