using System.Text.Encodings.Web;

using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

using Trestle.Core.Security;

namespace Trestle.Server.Security;

/// <summary>Authenticates requests with a key, <c>Authorization: Bearer trestle_…</c>, or with a token of the issuer.</summary>
internal sealed class BearerKeys(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, RecentKeys keys,
    AcceptedTokens tokens)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    /// <summary>Name of the scheme.</summary>
    public const string SchemeName = "key";

    private const string Word = "Bearer ";

    /// <summary>Whether a request has a key, valid or not.</summary>
    public static bool IsIn(HttpRequest request) => request.Headers.Authorization.Count > 0;

    /// <inheritdoc/>
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Word, StringComparison.OrdinalIgnoreCase))
        {
            return AuthenticateResult.NoResult();
        }

        var credential = header[Word.Length..].Trim();
        if (!KeyToken.IsToken(credential, out _) && await tokens.ValidateAsync(credential, Context.RequestAborted) is { } bearer)
        {
            return AuthenticateResult.Success(new AuthenticationTicket(Principals.Of(bearer, SchemeName), SchemeName));
        }

        if (await keys.VerifyAsync(credential, Context.RequestAborted) is not { } key)
        {
            return AuthenticateResult.Fail("the key is not valid");
        }

        Context.Features.Set(key);
        return AuthenticateResult.Success(new AuthenticationTicket(Principals.Of(key, SchemeName), SchemeName));
    }

    /// <inheritdoc/>
    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer";
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        return Task.CompletedTask;
    }
}
