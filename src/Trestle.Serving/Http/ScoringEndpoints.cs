using System.Buffers;
using System.Reflection;
using System.Text.Json;

using Trestle.Learners.Packages;
using Trestle.Serving.Codecs;

namespace Trestle.Serving.Http;

/// <summary>What the host answers. Safe to use from many threads at once.</summary>
public sealed class ScoringEndpoints
{
    private static readonly string Release =
        typeof(ScoringEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0";

    private readonly Scorer scorer;
    private readonly long maxBody;
    private readonly RequestLayout layout;
    private readonly PredictionWriter predictions;

    /// <summary>The endpoints of a package.</summary>
    public ScoringEndpoints(Scorer scorer, long maxBody)
    {
        this.scorer = scorer;
        this.maxBody = maxBody;
        layout = new RequestLayout(scorer.Package.Contract);
        predictions = new PredictionWriter(scorer);
    }

    /// <summary>POST /invocations: scores the rows of the body.</summary>
    public async Task ScoreAsync(HttpContext http)
    {
        var codec = CodecCatalog.For(http.Request.ContentType);
        OutputForm? asked = http.Request.Query.TryGetValue("output", out var output) ? CodecCatalog.Output(output) : null;
        var body = http.Request.BodyReader;
        while (true)
        {
            var read = await body.ReadAsync(http.RequestAborted);
            if (!read.IsCompleted)
            {
                body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                continue;
            }

            Answer(http, codec, read.Buffer, asked);
            body.AdvanceTo(read.Buffer.End);
            break;
        }

        await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
    }

    /// <summary>GET /ping and /health: the model is loaded, since the host does not start without one.</summary>
    public static Task PingAsync(HttpContext http)
    {
        http.Response.ContentType = "text/plain";
        return http.Response.WriteAsync("OK\n", http.RequestAborted);
    }

    /// <summary>GET /version: of Trestle, and of the model.</summary>
    public Task VersionAsync(HttpContext http)
    {
        var manifest = scorer.Package.Manifest;
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync(
            JsonSerializer.Serialize(new { trestle = Release, model = manifest.Name, task = manifest.Task.ToString(), learner = manifest.Learner, code = manifest.Code }),
            http.RequestAborted);
    }

    /// <summary>Turns every problem into a problem document; nothing leaves the host unexplained.</summary>
    public async Task GuardAsync(HttpContext http, RequestDelegate next)
    {
        RequestProblem? problem = null;
        try
        {
            await next(http);
            problem = http.Response.HasStarted ? null : http.Response.StatusCode switch
            {
                404 => ServeErrors.NoSuchPath(),
                405 => ServeErrors.WrongMethod(),
                _ => null,
            };
        }
        catch (RequestException e)
        {
            problem = e.Problem;
        }
        catch (BadHttpRequestException e)
        {
            problem = e.StatusCode == 413 ? ServeErrors.TooLarge(maxBody) : ServeErrors.Incomplete();
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            return;
        }
        catch (Exception e)
        {
            await Console.Error.WriteLineAsync($"{http.TraceIdentifier} {e}");
            problem = ServeErrors.Broken(http.TraceIdentifier);
        }

        if (problem is not null && !http.Response.HasStarted)
        {
            await ProblemWriter.WriteAsync(http, problem);
        }
    }

    private void Answer(HttpContext http, IRequestCodec codec, ReadOnlySequence<byte> body, OutputForm? asked)
    {
        byte[]? rented = null;
        try
        {
            ReadOnlySpan<byte> bytes;
            if (body.IsSingleSegment)
            {
                bytes = body.FirstSpan;
            }
            else
            {
                rented = ArrayPool<byte>.Shared.Rent((int)body.Length);
                body.CopyTo(rented);
                bytes = rented.AsSpan(0, (int)body.Length);
            }

            var (rows, wanted) = codec.Read(bytes, layout);
            var scores = scorer.Score(rows);
            http.Response.ContentType = "application/json";
            predictions.Write(http.Response.BodyWriter, scores, asked ?? wanted ?? OutputForm.Full);
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<byte>.Shared.Return(rented);
            }
        }
    }
}
