import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const server = process.env.GANTRY_URL ?? 'http://127.0.0.1:4500';

/** Everything that is not the dashboard's own file is answered by the control plane. */
const doors = ['/trpc', '/terminal', '/sign-in', '/healthz', '/readyz', '/metrics'];

export default defineConfig({
  plugins: [react(), tailwindcss()],
  server: {
    port: Number(process.env.PORT ?? 4510),
    proxy: Object.fromEntries(doors.map((door) => [door, { target: server, ws: true }])),
  },
  build: {
    target: 'es2023',
    // No data: URLs and no inline script, so that a strict content security policy holds.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: true,
    chunkSizeWarningLimit: 600,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // These packages themselves: others end in their names, as @floating-ui/react-dom, and the first screen needs none of those.
            { name: 'react', test: /node_modules\/(react|react-dom|scheduler)\// },
            { name: 'editor', test: /node_modules\/.*\/(@codemirror|@lezer|style-mod|w3c-keyname|crelt)\// },
          ],
        },
      },
    },
  },
});
