// Sends one mail's octets to many readers by nodemailer's pool: pool.mjs PORT CONNECTIONS MAILS FILE
import {readFileSync} from "node:fs";
import {createRequire} from "node:module";

const nodemailer = createRequire(process.env.NODEMAILER + "/")("nodemailer");
const [port, connections, mails, file] = process.argv.slice(2);
const raw = readFileSync(file);
const pool = nodemailer.createTransport({
    host: "127.0.0.1", port: Number(port), pool: true, maxConnections: Number(connections), maxMessages: Infinity,
    secure: false, ignoreTLS: true,
});
let next = 0;
async function one() {
    while (next < Number(mails)) {
        const to = `p${next++}@voorbeeldstad.example`;
        await pool.sendMail({envelope: {from: "servicedesk@voorbeeldstad.example", to: [to]}, raw});
    }
}
await Promise.all(Array.from({length: Number(connections) * 4}, one));
pool.close();
