-- Drives the language server as a user of Neovim would, and writes what was seen to a file.
--
-- Takes its arguments from the environment: FAQLINT_SETTINGS, the user's settings in Lua; FAQLINT_FILE, the Python file
-- to open; FAQLINT_SEEN, the JSON file to write; FAQLINT_SCENARIO, the name of what to do.

local PATIENCE_MS = 20000
local seen = {}

local function finish()
  vim.fn.writefile({ vim.fn.json_encode(seen) }, vim.env.FAQLINT_SEEN)
  vim.cmd("qall!")
end

local function wait_for(what, condition)
  if not vim.wait(PATIENCE_MS, condition, 10) then
    error("waited in vain for " .. what)
  end
end

local function lines()
  return vim.api.nvim_buf_get_lines(0, 0, -1, false)
end

local function floating_window()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= "" then
      return window
    end
  end
end

local function shown(buffer)
  local shown_now = {}
  for _, found in ipairs(vim.diagnostic.get(buffer)) do
    table.insert(shown_now, {
      start = { line = found.lnum, character = found.col },
      ["end"] = { line = found.end_lnum, character = found.end_col },
      severity = found.severity,
      message = found.message,
      source = found.source,
      lsp = found.user_data and found.user_data.lsp,
    })
  end
  return shown_now
end

local function wait_for_diagnostics(buffer, what)
  wait_for(what, function()
    return #vim.diagnostic.get(buffer) > 0
  end)
  return shown(buffer)
end

local function wait_for_none(buffer, what)
  wait_for(what, function()
    return #vim.diagnostic.get(buffer) == 0
  end)
end

local scenarios = {}

function scenarios.repair(buffer)
  local first = seen.diagnostics[1]
  vim.api.nvim_win_set_cursor(0, { first.start.line + 1, first.start.character })
  vim.lsp.buf.hover()
  wait_for("a hover", floating_window)
  local window = floating_window()
  seen.hover = vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, false)
  vim.api.nvim_win_close(window, true)

  vim.ui.select = function(items, _, on_choice)
    seen.actions = {}
    for _, item in ipairs(items) do
      -- Neovim puts the action beside the client it came from, in one way or the other.
      table.insert(seen.actions, (item[2] or item.action).title)
    end
    on_choice(items[1], 1)
  end
  local before = vim.api.nvim_buf_get_changedtick(buffer)
  vim.lsp.buf.code_action()
  wait_for("the repair", function()
    return vim.api.nvim_buf_get_changedtick(buffer) > before
  end)
  seen.repaired = lines()
  wait_for_none(buffer, "the diagnostics to go after the repair")
  vim.cmd("write")
end

function scenarios.saving(buffer)
  vim.cmd("write")
  seen.saved = lines()
  wait_for_none(buffer, "the diagnostics to go after the fixes on saving")
  -- There is nothing to fix now, which must not stand in the way of saving.
  vim.cmd("normal! Goprint()")
  vim.cmd("write")
end

function scenarios.typing(buffer)
  vim.cmd("normal! 2Gf(asignum, frame")
  seen.typed = lines()
  wait_for_none(buffer, "the diagnostics to go after the user's own repair")

  -- A line above moves the defect that the undoing brings back.
  vim.cmd("normal! u")
  vim.cmd("normal! ggOimport os")
  wait_for("the diagnostics to come back, one line further down", function()
    local found = vim.diagnostic.get(buffer)[1]
    return found and found.lnum == seen.diagnostics[1].start.line + 1
  end)
  seen.moved = shown(buffer)
end

local function run()
  vim.cmd("filetype on")
  vim.cmd("luafile " .. vim.fn.fnameescape(vim.env.FAQLINT_SETTINGS))
  vim.cmd("edit " .. vim.fn.fnameescape(vim.env.FAQLINT_FILE))
  local buffer = vim.api.nvim_get_current_buf()
  seen.diagnostics = wait_for_diagnostics(buffer, "diagnostics")
  scenarios[vim.env.FAQLINT_SCENARIO](buffer)
  vim.lsp.stop_client(vim.lsp.get_active_clients())
  wait_for("the server's end", function()
    return #vim.lsp.get_active_clients() == 0
  end)
end

local ok, problem = xpcall(run, debug.traceback)
if not ok then
  seen.problem = problem
end
finish()
