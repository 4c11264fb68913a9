// Written once by Blip; from here on it is yours.

import { routes } from './routes.js';
import { serve } from './server.js';

serve(routes, Number(process.env.PORT || 8080));
