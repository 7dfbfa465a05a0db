"""A relay that is far away: a proxy on loopback that hands every packet on some milliseconds later, both ways."""

from __future__ import annotations

import asyncio
import multiprocessing
import socket


class Far:
    """A proxy at `port` before the port `to`, in a process of its own. `milliseconds` are a round trip's."""

    def __init__(self, to: int, milliseconds: float, port: int):
        listener = socket.create_server(("127.0.0.1", port), backlog=1024)
        self.process = multiprocessing.Process(target=serve, args=(listener, to, milliseconds / 2000), daemon=True)
        self.process.start()
        listener.close()

    def close(self) -> None:
        self.process.terminate()
        self.process.join()


def serve(listener: socket.socket, to: int, later: float) -> None:
    """Half of the round trip is `later` seconds."""

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        loop, packets = asyncio.get_running_loop(), asyncio.Queue()

        async def hand_on() -> None:
            while True:
                at, packet = await packets.get()
                await asyncio.sleep(max(0, at - loop.time()))
                if not packet:
                    return writer.close()
                writer.write(packet)

        handing = asyncio.create_task(hand_on())
        while packet := await reader.read(65536):
            packets.put_nowait((loop.time() + later, packet))
        packets.put_nowait((loop.time() + later, b""))
        await handing

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        behind = await asyncio.open_connection("127.0.0.1", to)
        for one in (writer, behind[1]):
            one.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        await asyncio.gather(pump(reader, behind[1]), pump(behind[0], writer), return_exceptions=True)

    async def run() -> None:
        async with await asyncio.start_server(connected, sock=listener) as server:
            await server.serve_forever()

    asyncio.run(run())
