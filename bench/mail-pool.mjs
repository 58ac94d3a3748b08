// The floor of mailing: a bare nodemailer pool. `node mail-pool.mjs <port> <count> <connections>`
import nodemailer from 'nodemailer';

const [port, count, connections] = process.argv.slice(2).map(Number);
const pool = nodemailer.createTransport({ host: '127.0.0.1', port, pool: true, maxConnections: connections, maxMessages: Number.POSITIVE_INFINITY, ignoreTLS: true });
const text = 'You are invited to a course. Open the course page: http://localhost/invitations/open/xxxxxxxxxxxxxxxxxxxxxxxxxxx\n'.repeat(8);
const html = `<!doctype html><html lang="en"><body>${'<p>You are invited to a course.</p>\n'.repeat(120)}</body></html>`;
let next = 0;
await Promise.all(
  Array.from({ length: connections }, async () => {
    while (next < count) {
      const n = next++;
      await pool.sendMail({ from: '"Bench" <bench@localhost>', replyTo: 'sender@localhost', to: `p${n}@localhost.example`, messageId: `<${n}@localhost>`, subject: 'You are invited', text, html });
    }
  }),
);
pool.close();
