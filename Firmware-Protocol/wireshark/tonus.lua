-- SPDX-License-Identifier: Apache-2.0
--
-- Shows the Tonus firmware protocol 1.x (../PROTOCOL.md) in captures of USB traffic. See README.md.
--
-- A postdissector, because a capture that begins after the probe was plugged in has no descriptors: Wireshark then does
-- not know the interface class by which other dissectors are found. What is no packet or page by its own contents is
-- left alone.

local tonus = Proto("tonus", "Tonus perineometer")

local requests = {
    [0x01] = "GET_CAPABILITIES", [0x02] = "GET_CALIBRATION", [0x03] = "GET_STATUS", [0x04] = "START",
    [0x05] = "STOP", [0x06] = "SET_RATE", [0x07] = "SET_TEST_PATTERN", [0x20] = "MS_OS_20",
}
local formats = { [0] = "int16", [1] = "int24" }
local roles = { [1] = "pelvic floor", [2] = "abdominal", [3] = "array element" }
local patterns = { [0] = "off", [1] = "ramp", [2] = "extremes" }

local f = {
    request = ProtoField.uint8("tonus.request", "Request", base.HEX, requests),
    value = ProtoField.uint16("tonus.request.value", "Value"),
    version = ProtoField.string("tonus.version", "Protocol version"),
    packet_type = ProtoField.uint8("tonus.type", "Packet type", base.DEC, { [1] = "samples" }),
    flags = ProtoField.uint8("tonus.flags", "Flags", base.HEX),
    overrun = ProtoField.bool("tonus.flags.overrun", "Overrun", 8, nil, 0x01),
    clipped = ProtoField.bool("tonus.flags.clipped", "Clipped", 8, nil, 0x02),
    test_pattern = ProtoField.bool("tonus.flags.test_pattern", "Test pattern", 8, nil, 0x04),
    first = ProtoField.bool("tonus.flags.first", "First after START", 8, nil, 0x08),
    simulated = ProtoField.bool("tonus.flags.simulated", "SIMULATED", 8, nil, 0x10),
    channels = ProtoField.uint8("tonus.channels", "Channels"),
    format = ProtoField.uint8("tonus.format", "Sample format", base.DEC, formats),
    sequence = ProtoField.uint16("tonus.sequence", "Sequence number"),
    boot = ProtoField.uint16("tonus.boot", "Boot id"),
    time = ProtoField.uint32("tonus.time", "Device clock of the first sample (µs)"),
    samples = ProtoField.uint8("tonus.samples", "Samples"),
    rate = ProtoField.uint8("tonus.rate", "Rate index"),
    count = ProtoField.int32("tonus.count", "Count"),
    crc = ProtoField.uint32("tonus.crc", "CRC", base.HEX),
    crc_good = ProtoField.bool("tonus.crc.good", "CRC is right"),
    page = ProtoField.string("tonus.page", "Page"),
    firmware = ProtoField.string("tonus.firmware", "Firmware version"),
    features = ProtoField.uint32("tonus.features", "Features", base.HEX),
    unique_id = ProtoField.bytes("tonus.unique_id", "Unique id"),
    rate_hertz = ProtoField.uint16("tonus.rate_hertz", "Rate (Hz)"),
    role = ProtoField.uint8("tonus.channel.role", "Role", base.DEC, roles),
    position = ProtoField.uint8("tonus.channel.position", "Distance from the tip (mm; 255: not stated)"),
    minimum = ProtoField.int32("tonus.channel.minimum", "Minimum count"),
    maximum = ProtoField.int32("tonus.channel.maximum", "Maximum count"),
    days = ProtoField.uint32("tonus.calibration.days", "Calibrated (days since 1970-01-01)"),
    temperature = ProtoField.int16("tonus.temperature", "Temperature (0.01 °C)"),
    gain = ProtoField.double("tonus.calibration.gain", "Gain (cmH2O a count)"),
    offset = ProtoField.double("tonus.calibration.offset", "Offset (cmH2O)"),
    coefficient = ProtoField.double("tonus.calibration.coefficient", "Temperature coefficient (cmH2O/K)"),
    streaming = ProtoField.bool("tonus.status.streaming", "Streaming", 8, nil, 0x01),
    pattern = ProtoField.uint8("tonus.status.pattern", "Test pattern", base.DEC, patterns),
    sent = ProtoField.uint32("tonus.status.sent", "Packets sent"),
    clock = ProtoField.uint64("tonus.status.clock", "Device clock (µs)"),
    lost = ProtoField.uint32("tonus.status.lost", "Samples dropped in the device"),
    waiting = ProtoField.uint8("tonus.status.waiting", "Packets that wait"),
}
tonus.fields = f

local bad_crc = ProtoExpert.new("tonus.crc.bad", "CRC is wrong", expert.group.CHECKSUM, expert.severity.ERROR)
local jump = ProtoExpert.new(
    "tonus.sequence.jump", "Packets are missing before this one", expert.group.SEQUENCE, expert.severity.WARN)
local reboot = ProtoExpert.new(
    "tonus.boot.changed", "The probe restarted", expert.group.SEQUENCE, expert.severity.NOTE)
local other_major = ProtoExpert.new(
    "tonus.version.other", "Another major version; not read further", expert.group.UNDECODED, expert.severity.WARN)
tonus.experts = { bad_crc, jump, reboot, other_major }

-- CRC-16/IBM-3740 and CRC-32/ISO-HDLC (PROTOCOL.md, "Checksums").
local function crc16(bytes, length)
    local crc = 0xFFFF
    for index = 0, length - 1 do
        crc = bit.bxor(crc, bit.lshift(bytes:get_index(index), 8))
        for _ = 1, 8 do
            crc = bit.lshift(crc, 1)
            if bit.band(crc, 0x10000) ~= 0 then crc = bit.bxor(crc, 0x11021) end
        end
    end
    return bit.band(crc, 0xFFFF)
end

local function crc32(bytes, length)
    local crc = 0xFFFFFFFF
    for index = 0, length - 1 do
        crc = bit.bxor(crc, bytes:get_index(index))
        for _ = 1, 8 do
            local low = bit.band(crc, 1)
            crc = bit.band(bit.rshift(crc, 1), 0x7FFFFFFF)
            if low ~= 0 then crc = bit.bxor(crc, 0xEDB88320) end
        end
    end
    return bit.bnot(crc) % 0x100000000
end

local function add_crc(tree, tvb, width, right)
    local range = tvb(tvb:len() - width, width)
    local item = tree:add_le(f.crc, range)
    local is_right = range:le_uint() == right
    tree:add(f.crc_good, range, is_right):set_generated()
    if not is_right then item:add_proto_expert_info(bad_crc) end
end

-- Per device: the sequence number and boot id of the packet before, and the verdict on each frame, which Wireshark asks
-- for again in any order.
local previous = {}
local verdicts = {}

local function judge(frame, device, sequence, boot)
    if verdicts[frame] == nil then
        local before = previous[device]
        local verdict = "in order"
        if before and before.boot ~= boot then
            verdict = "reboot"
        elseif before and sequence ~= (before.sequence + 1) % 65536 then
            verdict = "jump"
        end
        verdicts[frame] = verdict
        previous[device] = { sequence = sequence, boot = boot }
    end
    return verdicts[frame]
end

local function is_packet(tvb)
    local length = tvb:len()
    if length < 18 or length > 64 or bit.rshift(tvb(0, 1):uint(), 4) ~= 1 or tvb(1, 1):uint() ~= 1 then
        return false
    end
    local layout = tvb(3, 1):uint()
    local channels = bit.band(layout, 7) + 1
    local width = bit.band(layout, 8) ~= 0 and 3 or 2
    return length == 14 + tvb(12, 1):uint() * channels * width + 2
end

local function dissect_packet(tvb, pinfo, root, device)
    local tree = root:add(tonus, tvb(), "Tonus sample packet")
    local version = tvb(0, 1):uint()
    tree:add(f.version, tvb(0, 1), bit.rshift(version, 4) .. "." .. bit.band(version, 15))
    tree:add(f.packet_type, tvb(1, 1))
    local flags = tree:add(f.flags, tvb(2, 1))
    for _, flag in ipairs({ f.overrun, f.clipped, f.test_pattern, f.first, f.simulated }) do flags:add(flag, tvb(2, 1)) end
    local layout = tvb(3, 1):uint()
    local channels = bit.band(layout, 7) + 1
    local format = bit.rshift(bit.band(layout, 8), 3)
    tree:add(f.channels, tvb(3, 1), channels)
    tree:add(f.format, tvb(3, 1), format)
    local sequence = tree:add_le(f.sequence, tvb(4, 2))
    local boot = tree:add_le(f.boot, tvb(6, 2))
    tree:add_le(f.time, tvb(8, 4))
    local samples = tvb(12, 1):uint()
    tree:add(f.samples, tvb(12, 1))
    tree:add(f.rate, tvb(13, 1))
    local width = format == 1 and 3 or 2
    for index = 0, samples * channels - 1 do
        local range = tvb(14 + index * width, width)
        local item = tree:add(f.count, range, range:le_int())
        item:prepend_text("Sample " .. math.floor(index / channels) .. ", channel " .. index % channels .. ": ")
    end
    local right = crc16(tvb:bytes(), tvb:len() - 2)
    add_crc(tree, tvb, 2, right)
    -- A damaged packet tells nothing about the order.
    if tvb(tvb:len() - 2, 2):le_uint() ~= right then return end
    local verdict = judge(pinfo.number, device, tvb(4, 2):le_uint(), tvb(6, 2):le_uint())
    if verdict == "jump" then sequence:add_proto_expert_info(jump) end
    if verdict == "reboot" then boot:add_proto_expert_info(reboot) end
end

local function dissect_capabilities(tvb, root)
    local tree = root:add(tonus, tvb(), "Tonus capability page")
    tree:add(f.page, tvb(0, 4), "capabilities")
    local item = tree:add(f.version, tvb(4, 2), tvb(4, 1):uint() .. "." .. tvb(5, 1):uint())
    if tvb(4, 1):uint() ~= 1 then
        item:add_proto_expert_info(other_major)
    elseif tvb:len() >= 52 and tvb:len() == 52 + 12 * tvb(16, 1):uint() then
        tree:add(f.firmware, tvb(8, 3), tvb(8, 1):uint() .. "." .. tvb(9, 1):uint() .. "." .. tvb(10, 1):uint())
        tree:add_le(f.features, tvb(12, 4))
        tree:add(f.channels, tvb(16, 1))
        tree:add(f.format, tvb(17, 1))
        for index = 0, math.min(tvb(18, 1):uint(), 8) - 1 do tree:add_le(f.rate_hertz, tvb(28 + 2 * index, 2)) end
        tree:add(f.rate, tvb(19, 1))
        tree:add(f.unique_id, tvb(20, 8))
        for index = 0, tvb(16, 1):uint() - 1 do
            local start = 48 + 12 * index
            local channel = tree:add(tvb(start, 12), "Channel " .. index)
            channel:add(f.role, tvb(start, 1))
            channel:add(f.position, tvb(start + 1, 1))
            channel:add_le(f.minimum, tvb(start + 4, 4))
            channel:add_le(f.maximum, tvb(start + 8, 4))
        end
    end
    add_crc(tree, tvb, 4, crc32(tvb:bytes(), tvb:len() - 4))
end

local function dissect_calibration(tvb, root)
    local tree = root:add(tonus, tvb(), "Tonus calibration page")
    tree:add(f.page, tvb(0, 4), "calibration")
    if tvb(4, 1):uint() == 1 and tvb:len() == 20 + 24 * tvb(5, 1):uint() then
        tree:add(f.channels, tvb(5, 1))
        tree:add_le(f.days, tvb(8, 4))
        tree:add_le(f.temperature, tvb(12, 2))
        for index = 0, tvb(5, 1):uint() - 1 do
            local start = 16 + 24 * index
            local channel = tree:add(tvb(start, 24), "Channel " .. index)
            channel:add_le(f.gain, tvb(start, 8))
            channel:add_le(f.offset, tvb(start + 8, 8))
            channel:add_le(f.coefficient, tvb(start + 16, 8))
        end
    end
    add_crc(tree, tvb, 4, crc32(tvb:bytes(), tvb:len() - 4))
end

local function is_status(tvb) return tvb:len() == 32 and tvb(0, 1):uint() == 1 end

local function dissect_status(tvb, root)
    local tree = root:add(tonus, tvb(), "Tonus status page")
    tree:add(f.page, tvb(0, 1), "status")
    tree:add(f.version, tvb(0, 2), tvb(0, 1):uint() .. "." .. tvb(1, 1):uint())
    tree:add(f.streaming, tvb(2, 1))
    tree:add(f.rate, tvb(3, 1))
    tree:add(f.samples, tvb(4, 1))
    tree:add(f.pattern, tvb(5, 1))
    tree:add_le(f.boot, tvb(6, 2))
    tree:add_le(f.sequence, tvb(8, 2))
    tree:add_le(f.temperature, tvb(10, 2))
    tree:add_le(f.sent, tvb(12, 4))
    tree:add_le(f.clock, tvb(16, 8))
    tree:add_le(f.lost, tvb(24, 4))
    tree:add(f.waiting, tvb(28, 1))
end

local usb_request = Field.new("usb.setup.bRequest")
local usb_request_type = Field.new("usb.bmRequestType")
local usb_value = Field.new("usb.setup.wValue")
local usb_interrupt_data = Field.new("usb.capdata")
local usb_control_data = Field.new("usb.control.Response")
local usb_bus = Field.new("usb.bus_id")
local usb_device = Field.new("usb.device_address")

function tonus.init()
    previous = {}
    verdicts = {}
end

function tonus.dissector(_, pinfo, root)
    local request = usb_request()
    local kind = usb_request_type()
    if request and kind and (kind.value == 0xC0 or kind.value == 0x40) and requests[request.value] then
        local tree = root:add(tonus, "Tonus request: " .. requests[request.value])
        tree:add(f.request, request.value)
        local value = usb_value()
        if value then tree:add(f.value, value.value) end
    end
    local data = usb_interrupt_data() or usb_control_data()
    if not data then return end
    local tvb = data.range:tvb()
    local bus, address = usb_bus(), usb_device()
    local device = (bus and bus.value or 0) .. "." .. (address and address.value or 0)
    if tvb:len() >= 12 and tvb(0, 4):string() == "TNUS" then
        dissect_capabilities(tvb, root)
    elseif tvb:len() >= 12 and tvb(0, 4):string() == "TCAL" then
        dissect_calibration(tvb, root)
    elseif is_packet(tvb) then
        dissect_packet(tvb, pinfo, root, device)
    elseif usb_control_data() and is_status(tvb) then
        dissect_status(tvb, root)
    end
end

-- All fields: without it a postdissector is called without the values it asks for.
register_postdissector(tonus, true)
