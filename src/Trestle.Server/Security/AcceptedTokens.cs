using Trestle.Core.Security;
using Trestle.Web.Tokens;

namespace Trestle.Server.Security;

/// <summary>The bearer tokens of the issuer, if one is set.</summary>
internal sealed class AcceptedTokens(OidcTrust? trust)
{
    private readonly TokenValidator? validator = trust is null ? null : new TokenValidator(trust);

    /// <summary>Who bears a token; null when it is not valid. An issuer that does not answer is a refusal (503).</summary>
    public async Task<TokenBearer?> ValidateAsync(string token, CancellationToken cancellation)
    {
        try
        {
            return validator is null ? null : await validator.ValidateAsync(token, cancellation);
        }
        catch (IssuerException)
        {
            throw new RefusedException(StatusCodes.Status503ServiceUnavailable, ServerErrors.IssuerSilent());
        }
    }
}
