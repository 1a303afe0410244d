using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

using Trestle.Core.Security;

namespace Trestle.Web.Tokens;

/// <summary>
/// Validates bearer tokens of an OpenID Connect issuer: signature, issuer, audience and time. The keys of the issuer are found by
/// discovery, kept, and asked for again when a token is signed by one that is not known.
/// </summary>
public sealed class TokenValidator : IDisposable
{
    private const string Discovery = ".well-known/openid-configuration";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);

    // Signatures that only the issuer can make: no shared secrets, and none at all is no signature.
    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    private readonly OidcTrust trust;
    private readonly HttpClient http = new() { Timeout = Limit };
    private readonly JsonWebTokenHandler handler = new() { MapInboundClaims = false };
    private readonly ConfigurationManager<OpenIdConnectConfiguration> issuer;
    private readonly TokenValidationParameters parameters;

    /// <summary>A validator; it asks the issuer with the first token.</summary>
    public TokenValidator(OidcTrust trust)
    {
        this.trust = trust;
        issuer = new ConfigurationManager<OpenIdConnectConfiguration>(
            $"{trust.Issuer.TrimEnd('/')}/{Discovery}", new OpenIdConnectConfigurationRetriever(),
            new HttpDocumentRetriever(http) { RequireHttps = !new Uri(trust.Issuer).IsLoopback });
        parameters = new TokenValidationParameters
        {
            ConfigurationManager = issuer,
            ValidIssuer = trust.Issuer,
            ValidAudience = trust.Audience,
            ValidAlgorithms = Algorithms,
            ClockSkew = Skew,
        };
    }

    /// <summary>Who bears a token; null when it is not valid.</summary>
    /// <exception cref="IssuerException">The issuer does not answer, so nothing can be said about the token.</exception>
    public async Task<TokenBearer?> ValidateAsync(string token, CancellationToken cancellation)
    {
        if (!handler.CanReadToken(token))
        {
            return null;
        }

        try
        {
            await issuer.GetConfigurationAsync(cancellation);
        }
        catch (Exception silent) when (silent is InvalidOperationException or IOException or HttpRequestException)
        {
            throw new IssuerException(trust.Issuer, silent);
        }

        var result = await handler.ValidateTokenAsync(token, parameters);
        return result.IsValid ? TokenBearer.Of([.. result.ClaimsIdentity.Claims], trust) : null;
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();
}

/// <summary>An issuer of tokens does not answer.</summary>
public sealed class IssuerException(string issuer, Exception inner) : Exception($"{issuer} does not answer", inner);
