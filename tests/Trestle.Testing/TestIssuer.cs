using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;

namespace Trestle.Testing;

/// <summary>
/// An OpenID Connect issuer in this process: discovery, keys, the authorisation code flow with PKCE, and tokens signed with RS256.
/// </summary>
public sealed class TestIssuer : IAsyncDisposable
{
    /// <summary>The client of the pages.</summary>
    public const string Client = "trestle";

    /// <summary>Its secret.</summary>
    public const string Secret = "secret-of-the-client";

    private readonly WebApplication web;
    private readonly ConcurrentDictionary<string, IQueryCollection> codes = new();
    private RSA key = RSA.Create(2048);
    private int keys = 1;

    private TestIssuer(WebApplication web) => this.web = web;

    /// <summary>Its address, which is the name of the issuer.</summary>
    public string Address => web.Urls.First();

    /// <summary>The claims of the user who signs in.</summary>
    public Dictionary<string, object> User { get; } = new()
    {
        ["sub"] = "7",
        ["preferred_username"] = "alice",
        ["roles"] = new[] { "editor" },
    };

    /// <summary>Starts an issuer on a port of its own.</summary>
    public static async Task<TestIssuer> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRouting();
        var web = builder.Build();
        var issuer = new TestIssuer(web);
        web.MapGet("/.well-known/openid-configuration", issuer.Discovery);
        web.MapGet("/keys", issuer.Keys);
        web.MapGet("/authorize", issuer.Authorize);
        web.MapPost("/token", (Delegate)issuer.TokenAsync);
        await web.StartAsync();
        return issuer;
    }

    /// <summary>Signs with another key from now on.</summary>
    public void ChangeKey() => (key, keys) = (RSA.Create(2048), keys + 1);

    /// <summary>A token with more claims, which replace those of the user; those that are null are left out.</summary>
    public string Token(string audience = Client, IReadOnlyDictionary<string, object?>? more = null, string algorithm = "RS256")
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var claims = User.ToDictionary(claim => claim.Key, claim => (object?)claim.Value);
        (claims["iss"], claims["aud"], claims["iat"], claims["nbf"], claims["exp"]) = (Address, audience, now, now - 5, now + 300);
        foreach (var (name, value) in more ?? new Dictionary<string, object?>())
        {
            claims[name] = value;
        }

        var header = JsonSerializer.SerializeToUtf8Bytes(new { alg = algorithm, kid = $"k{keys}", typ = "JWT" });
        var payload = JsonSerializer.SerializeToUtf8Bytes(claims.Where(claim => claim.Value is not null).ToDictionary());
        var signed = $"{Base64Url.EncodeToString(header)}.{Base64Url.EncodeToString(payload)}";
        var bytes = Encoding.ASCII.GetBytes(signed);
        var signature = algorithm switch
        {
            "RS256" => key.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),

            // Forged with what everybody knows: the public key as a shared secret.
            "HS256" => HMACSHA256.HashData(key.ExportRSAPublicKey(), bytes),
            _ => [],
        };
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await web.DisposeAsync();
        key.Dispose();
    }

    private static string ChallengeOf(string verifier) =>
        Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));

    private IResult Discovery() => Results.Json(new Dictionary<string, object>
    {
        ["issuer"] = Address,
        ["authorization_endpoint"] = $"{Address}/authorize",
        ["token_endpoint"] = $"{Address}/token",
        ["jwks_uri"] = $"{Address}/keys",
        ["response_types_supported"] = new[] { "code" },
        ["subject_types_supported"] = new[] { "public" },
        ["id_token_signing_alg_values_supported"] = new[] { "RS256" },
    });

    private IResult Keys()
    {
        var parameters = key.ExportParameters(false);
        return Results.Json(new
        {
            keys = new[]
            {
                new
                {
                    kty = "RSA",
                    use = "sig",
                    alg = "RS256",
                    kid = $"k{keys}",
                    n = Base64Url.EncodeToString(parameters.Modulus),
                    e = Base64Url.EncodeToString(parameters.Exponent),
                },
            },
        });
    }

    /// <summary>Signs the user in without asking, for a request with PKCE.</summary>
    private IResult Authorize(HttpContext http)
    {
        var query = http.Request.Query;
        if (query["client_id"] != Client || query["response_type"] != "code" || query["code_challenge_method"] != "S256")
        {
            return Results.BadRequest();
        }

        var code = Guid.NewGuid().ToString("N");
        codes[code] = query;
        return Results.Redirect(QueryHelpers.AddQueryString(
            query["redirect_uri"].ToString(), new Dictionary<string, string?> { ["code"] = code, ["state"] = query["state"] }));
    }

    /// <summary>A code is used once, by who can show what its challenge was made from.</summary>
    private async Task<IResult> TokenAsync(HttpContext http)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        if (form["client_id"] != Client || form["client_secret"] != Secret || form["grant_type"] != "authorization_code"
            || !codes.TryRemove(form["code"].ToString(), out var asked)
            || form["redirect_uri"] != asked["redirect_uri"]
            || ChallengeOf(form["code_verifier"].ToString()) != asked["code_challenge"])
        {
            return Results.BadRequest(new { error = "invalid_grant" });
        }

        return Results.Json(new Dictionary<string, object>
        {
            ["access_token"] = Token(),
            ["token_type"] = "Bearer",
            ["expires_in"] = 300,
            ["id_token"] = Token(more: new Dictionary<string, object?> { ["nonce"] = asked["nonce"].ToString() }),
        });
    }
}
