<%= header() %>

import { routes } from './routes.js';
import { serve } from './server.js';

serve(routes, Number(process.env.PORT || <%= service.port %>));
