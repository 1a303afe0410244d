using Microsoft.AspNetCore.Components.Authorization;

using MudBlazor.Services;

namespace Trestle.Server.Ui;

/// <summary>The pages: interactive, rendered on the server, with all assets served locally.</summary>
internal static class Pages
{
    /// <summary>Adds the services.</summary>
    public static IServiceCollection AddPages(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddCascadingAuthenticationState();
        services.AddScoped<AuthenticationStateProvider, SessionGuard>();
        services.AddScoped<CurrentUser>();
        services.AddMudServices(mud => mud.SnackbarConfiguration.PositionClass = MudBlazor.Defaults.Classes.Position.BottomRight);
        return services;
    }

    /// <summary>Adds the pages, and their styles, scripts and fonts.</summary>
    public static void MapPages(this WebApplication web, string folder)
    {
        web.MapStaticAssets(Path.Combine(folder, $"{typeof(Pages).Assembly.GetName().Name}.staticwebassets.endpoints.json"))
            .AllowAnonymous();
        web.MapRazorComponents<App>().AddInteractiveServerRenderMode();
    }
}
