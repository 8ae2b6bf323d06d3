// A file of its own: the pages' security policy allows no script inside the HTML.
window.ui = SwaggerUIBundle({
  url: "openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  validatorUrl: null, // otherwise the page asks validator.swagger.io
  presets: [SwaggerUIBundle.presets.apis],
});
