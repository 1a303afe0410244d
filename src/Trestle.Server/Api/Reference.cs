using System.Security.Cryptography;

using Microsoft.OpenApi;

using Scalar.AspNetCore;

using Trestle.Server.Security;
using Trestle.Stages.Kernel.Running;

namespace Trestle.Server.Api;

/// <summary>The OpenAPI document and the page that shows it, with all assets served locally.</summary>
internal static class Reference
{
    private const string Document = "v1";
    private const string Scheme = "key";

    /// <summary>Adds the services.</summary>
    public static IServiceCollection AddReference(this IServiceCollection services) => services.AddOpenApi(Document, openApi =>
    {
        openApi.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "Trestle",
                Version = CodeVersion.Release,
                Description = "Runs, data, models, registry, deployments and audit log of a project, and the gateway to deployed models. "
                    + "Errors are problem documents (RFC 9457) with a number in `code`.",
            };
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                [Scheme] = new OpenApiSecurityScheme
                {
                    Type = SecuritySchemeType.Http,
                    Scheme = "bearer",
                    Description = "An API key: trestle keys create NAME --role viewer",
                },
            };
            document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Scheme, document)] = [] }];
            return Task.CompletedTask;
        });
        openApi.AddOperationTransformer((operation, context, _) =>
        {
            var needed = context.Description.ActionDescriptor.EndpointMetadata.OfType<NeededRole>().LastOrDefault()?.Role ?? Role.Viewer;
            operation.Description = $"Requires the role {needed.ToString().ToLowerInvariant()}.";
            return Task.CompletedTask;
        });
    });

    /// <summary>Adds the document at /openapi/v1.json and the page at /reference.</summary>
    public static void MapReference(this WebApplication web)
    {
        web.MapOpenApi().For(Role.Viewer);
        web.MapScalarApiReference("/reference", (scalar, context) =>
        {
            var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
            Headers.AllowNonce(context, nonce);
            scalar.WithTitle("Trestle API").WithNonce(nonce).DisableDefaultFonts().DisableTelemetry().DisableAgent().DisableMcp()
                .HideClientButton().HideDeveloperTools().AddPreferredSecuritySchemes(Scheme);
        }).For(Role.Viewer).Add(endpoint => endpoint.RequestDelegate = OnlyDocument(endpoint.RequestDelegate!));
    }

    /// <summary>There is only one document; a page for any other name would be empty.</summary>
    private static RequestDelegate OnlyDocument(RequestDelegate page) =>
        context => context.Request.RouteValues.GetValueOrDefault("documentName") is null or Document
        ? page(context)
        : throw RefusedException.NotFound(ServerErrors.NoSuchPath());
}
